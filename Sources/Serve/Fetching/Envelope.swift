import Bytes
import MIME

extension ResponseBuffer {
  /// ENVELOPE (RFC 9051 section 7.5.2): the fields as they are written; what is encoded in them is for the program.
  mutating func envelope(_ header: LiteralHeader) {
    func identifiers(_ name: StaticString) -> [UInt8]? { header.value(name, joining: .asWritten) }
    func addresses(_ name: StaticString) -> [EnvelopeAddress] {
      header.all(name).flatMap {
        EnvelopeAddresses.parse(LiteralHeader.unfolded(header.bytes[$0.value]))
      }
    }
    let from = addresses("from")
    word("(")
    nstring(header.value("date"))
    space()
    nstring(header.value("subject"))
    for list in [from, addresses("sender"), addresses("reply-to")] {
      space()
      addressList(list.isEmpty ? from : list)
    }
    for name in ["to", "cc", "bcc"] as [StaticString] {
      space()
      addressList(addresses(name))
    }
    space()
    nstring(identifiers("in-reply-to"))
    space()
    nstring(identifiers("message-id"))
    word(")")
  }

  private mutating func addressList(_ addresses: [EnvelopeAddress]) {
    guard !addresses.isEmpty else { return word("NIL") }
    word("(")
    for address in addresses {
      word("(")
      nstring(address.name)
      space()
      nstring(address.route)
      space()
      nstring(address.mailbox)
      space()
      nstring(address.host)
      word(")")
    }
    word(")")
  }
}
