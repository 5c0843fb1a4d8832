/// An error in words for people. Every error type of the package has a closed set of codes to act
/// on and carries one of these.
package struct ErrorText: Equatable, Sendable {
  /// What was being done or could not be done: "cannot open the archive for writing". Empty if the
  /// place and the reason say enough.
  package var what: String
  /// Where: a file, `host:port`, a message. Empty if `what` names it.
  package var place: String
  /// The reason, as the end of a sentence: "the disk is full".
  package var why: String
  /// What a person can do next; empty if there is nothing to add.
  package var remedy: String

  package init(_ what: String = "", at place: String = "", why: String, remedy: String = "") {
    self.what = what
    self.place = place
    self.why = why
    self.remedy = remedy
  }

  /// What was being done, and where.
  package var subject: String {
    what.isEmpty ? place : place.isEmpty ? what : "\(what) (\(place))"
  }

  /// The remedy as a sentence of its own.
  package var advice: String {
    guard let first = remedy.first else { return "" }
    let sentence = first.uppercased() + remedy.dropFirst()
    return sentence.last.map { ".?!".contains($0) } == true ? sentence : sentence + "."
  }

  /// The reason and the remedy, for use after the rest was shown.
  package var explanation: String {
    if remedy.isEmpty { return why }
    // A reason quoted from a server often ends with a full stop already.
    return why + (why.last == "." ? " " : ". ") + advice
  }

  /// The one form in which an error is shown: "open the archive (/mail): the disk is full. Free …"
  package var sentence: String { subject.isEmpty ? explanation : "\(subject): \(explanation)" }
}
