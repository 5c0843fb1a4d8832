/// An error with words for people beside its code. Each target has one such type with a closed set
/// of codes; from `Archive` up they are all an `ArchiveError`.
package protocol ExplainedError: Error, CustomStringConvertible {
  var text: ErrorText { get }
}

extension ExplainedError {
  package var description: String { text.sentence }
}
