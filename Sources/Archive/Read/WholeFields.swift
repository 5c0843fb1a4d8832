package import MIME
package import Mail
import Store

/// What the header of a message says in the fields that lists show shortened: for what programs read, which
/// must not lack a recipient.
package struct WholeFields: Equatable, Sendable {
  /// Addresses as lists show them, with ", " between.
  package let from: String
  package let to: String
  package let cc: String
  package let bcc: String
  package let subject: String
  /// Without angle brackets.
  package let messageID: String?

  package init(_ header: Header) {
    from = header.from.displayText
    to = header.to.displayText
    cc = header.cc.displayText
    bcc = header.bcc.displayText
    subject = header.subject ?? ""
    messageID = header.messageID
  }
}

extension ArchiveGroup {
  /// The whole fields of each hit; nil for a hit of a remote index, and where the message cannot be read.
  package func wholeFields(of hits: [SearchHit]) -> [WholeFields?] {
    var fields = [WholeFields?](repeating: nil, count: hits.count)
    for member in members {
      guard let store = member.archive?.store else { continue }
      var places: [Int64: Int] = [:]
      for (place, hit) in hits.enumerated() where hit.location == member.path {
        places[hit.message.id] = place
      }
      for packed in (try? store.packed(Array(places.keys))) ?? [] {
        guard let place = places[packed.id], let bytes = try? store.bytes(of: packed) else {
          continue
        }
        fields[place] = WholeFields(Message(parsing: bytes).header)
      }
    }
    return fields
  }
}
