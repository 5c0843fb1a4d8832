/// Text of an unstructured header field value.
enum EncodedWords {
  static func decode(_ value: String) -> String { value }
}
