import Foundation

/// GMime's parser, called in the library itself if it is installed. Nothing is linked, so a machine
/// without it can build and run everything else.
///
/// All pointers are GMime's objects, owned as its manual describes: what `new` and `construct`
/// return is released with `unref`.
@safe final class GMime: @unchecked Sendable {
  private typealias Pointer = UnsafeMutableRawPointer
  private typealias Visit = @convention(c) (Pointer?, Pointer?, Pointer?) -> Void

  private let library: Pointer
  private let newStream: @convention(c) (UnsafePointer<UInt8>?, Int) -> Pointer?
  private let newParser: @convention(c) (Pointer?) -> Pointer?
  private let construct: @convention(c) (Pointer?, Pointer?) -> Pointer?
  private let subject: @convention(c) (Pointer?) -> UnsafePointer<CChar>?
  private let from: @convention(c) (Pointer?) -> Pointer?
  private let date: @convention(c) (Pointer?) -> Pointer?
  private let visit: @convention(c) (Pointer?, Visit, Pointer?) -> Void
  private let unref: @convention(c) (Pointer?) -> Void
  let version: String

  /// Data for the visitor of parts, which is a C function and cannot capture anything.
  @unsafe private struct Visitor {
    var texts: @convention(c) (Pointer?) -> UnsafeMutablePointer<CChar>?
    var free: @convention(c) (Pointer?) -> Void
    var message: @convention(c) (Pointer?) -> Pointer?
    var isA: @convention(c) (Pointer?, UInt) -> Int32
    var textType: UInt
    var messageType: UInt
    var visit: @convention(c) (Pointer?, Visit, Pointer?) -> Void
    var bytes = 0
  }
  private var visitor: Visitor

  /// Nil if libgmime-3.0 is not installed. Only one thread may use it at a time.
  static let shared = GMime()

  private init?() {
    guard let library = unsafe dlopen("libgmime-3.0.so.0", RTLD_NOW) else { return nil }
    func symbol<T>(_ name: String, _: T.Type = T.self) -> T? {
      guard let address = unsafe dlsym(library, name) else { return nil }
      return unsafe unsafeBitCast(address, to: T.self)
    }
    typealias Plain = @convention(c) () -> Void
    typealias TypeOf = @convention(c) () -> UInt
    guard let start: Plain = symbol("g_mime_init"),
      let newStream: @convention(c) (UnsafePointer<UInt8>?, Int) -> Pointer? = unsafe symbol(
        "g_mime_stream_mem_new_with_buffer"),
      let newParser: @convention(c) (Pointer?) -> Pointer? = unsafe symbol(
        "g_mime_parser_new_with_stream"),
      let construct: @convention(c) (Pointer?, Pointer?) -> Pointer? = unsafe symbol(
        "g_mime_parser_construct_message"),
      let subject: @convention(c) (Pointer?) -> UnsafePointer<CChar>? = unsafe symbol(
        "g_mime_message_get_subject"),
      let from: @convention(c) (Pointer?) -> Pointer? = unsafe symbol("g_mime_message_get_from"),
      let date: @convention(c) (Pointer?) -> Pointer? = unsafe symbol("g_mime_message_get_date"),
      let visit: @convention(c) (Pointer?, Visit, Pointer?) -> Void = unsafe symbol(
        "g_mime_message_foreach"),
      let unref: @convention(c) (Pointer?) -> Void = unsafe symbol("g_object_unref"),
      let texts: @convention(c) (Pointer?) -> UnsafeMutablePointer<CChar>? = unsafe symbol(
        "g_mime_text_part_get_text"),
      let free: @convention(c) (Pointer?) -> Void = unsafe symbol("g_free"),
      let message: @convention(c) (Pointer?) -> Pointer? = unsafe symbol(
        "g_mime_message_part_get_message"),
      let isA: @convention(c) (Pointer?, UInt) -> Int32 = unsafe symbol(
        "g_type_check_instance_is_a"),
      let textType: TypeOf = symbol("g_mime_text_part_get_type"),
      let messageType: TypeOf = symbol("g_mime_message_part_get_type"),
      let major: UnsafePointer<UInt32> = unsafe symbol("gmime_major_version"),
      let minor: UnsafePointer<UInt32> = unsafe symbol("gmime_minor_version"),
      let micro: UnsafePointer<UInt32> = unsafe symbol("gmime_micro_version")
    else { return nil }
    start()
    unsafe self.library = library
    unsafe self.newStream = newStream
    unsafe self.newParser = newParser
    unsafe self.construct = construct
    unsafe self.subject = subject
    unsafe self.from = from
    unsafe self.date = date
    unsafe self.visit = visit
    unsafe self.unref = unref
    unsafe visitor = Visitor(
      texts: texts, free: free, message: message, isA: isA, textType: textType(),
      messageType: messageType(), visit: visit)
    unsafe version = "\(major.pointee).\(minor.pointee).\(micro.pointee)"
  }

  /// Parses a message into its tree; with `text`, also decodes subject, sender, date and all text
  /// parts to UTF-8. Returns the number of bytes of text.
  func parse(_ bytes: [UInt8], text: Bool) -> Int {
    let stream = unsafe newStream(bytes, bytes.count)
    let parser = unsafe newParser(stream)
    defer {
      unsafe unref(parser)
      unsafe unref(stream)
    }
    guard let message = unsafe construct(parser, nil) else { return 0 }
    defer { unsafe unref(message) }
    guard text else { return 0 }
    unsafe visitor.bytes = unsafe subject(message).map { unsafe strlen($0) } ?? 0
    _ = unsafe from(message)
    _ = unsafe date(message)
    unsafe withUnsafeMutablePointer(to: &visitor) { context in
      unsafe visit(message, Self.decode, context)
    }
    return unsafe visitor.bytes
  }

  private static let decode: Visit = { _, part, context in
    guard let visitor = unsafe context?.assumingMemoryBound(to: Visitor.self) else { return }
    let isA = unsafe visitor.pointee.isA
    if unsafe isA(part, visitor.pointee.messageType) != 0 {
      let inner = unsafe visitor.pointee.message(part)
      if unsafe inner != nil { unsafe visitor.pointee.visit(inner, GMime.decode, context) }
    } else if unsafe isA(part, visitor.pointee.textType) != 0,
      let text = unsafe visitor.pointee.texts(part)
    {
      unsafe visitor.pointee.bytes += unsafe strlen(text)
      unsafe visitor.pointee.free(text)
    }
  }
}
