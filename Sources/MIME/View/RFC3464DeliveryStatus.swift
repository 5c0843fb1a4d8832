import Bytes

/// The contents of a message/delivery-status part (RFC 3464 section 2), or of its variant for
/// addresses in UTF-8 (RFC 6533 section 5).
package struct DeliveryStatus: Sendable, Equatable {
  package struct Field: Sendable, Equatable {
    /// In lower case.
    package var name: String
    /// Decoded, on one line.
    package var value: String
  }

  /// A block of fields without an empty line between them.
  package struct Group: Sendable, Equatable {
    package var fields: [Field] = []

    /// The value of the first field of that name, which must be in lower case.
    package subscript(name: String) -> String? {
      fields.first { $0.name == name }?.value
    }
  }

  /// Section 2.2: about the message as a whole. Empty if the report has no such group.
  package var message: Group
  /// Section 2.3: one group per recipient.
  package var recipients: [Group]
}

extension DeliveryStatus.Group {
  /// "failed", "delayed", "delivered", "relayed" or "expanded" (section 2.3.3), in lower case.
  package var action: String? { self["action"].map { firstWord($0).lowercased() } }

  /// The code of RFC 3463, such as "5.1.1", without the text after it.
  package var status: String? { self["status"].map(firstWord) }

  /// The address of the delivery attempt, without its type (section 2.3.2).
  package var finalRecipient: String? { self["final-recipient"].map(withoutType) }

  /// The address that the sender wrote, without its type (section 2.3.1).
  package var originalRecipient: String? { self["original-recipient"].map(withoutType) }

  /// The server's response, without its type (section 2.3.6).
  package var diagnosticCode: String? { self["diagnostic-code"].map(withoutType) }

  /// The reporting server, without its type (section 2.2.2).
  package var reportingMTA: String? { self["reporting-mta"].map(withoutType) }

  /// The server that responded, without its type (section 2.3.5).
  package var remoteMTA: String? { self["remote-mta"].map(withoutType) }

  /// Whether the group is about a recipient.
  fileprivate var isOfRecipient: Bool {
    ["final-recipient", "original-recipient", "action", "status"].contains { self[$0] != nil }
  }

  private func firstWord(_ value: String) -> String {
    String(value.prefix { $0 != " " && $0 != "(" && $0 != ";" })
  }

  /// "rfc822; jdoe@example.org" without the leading type, which some servers omit.
  private func withoutType(_ value: String) -> String {
    guard let semicolon = value.firstIndex(of: ";"), !value[..<semicolon].contains(" ") else {
      return value
    }
    return String(value[value.index(after: semicolon)...]).trimmedBlanks
  }
}

extension Message {
  /// Nil if the part is not a message/delivery-status.
  package func deliveryStatus(of part: Part) -> DeliveryStatus? {
    guard var groups = deliveryGroups(of: part)?.elements else { return nil }
    // Servers that omit the group of the message begin with a recipient, or write both as one
    // (against section 2.1).
    let isRecipientFirst = groups.first?.isOfRecipient != false
    let message = isRecipientFirst ? groups.first : groups.removeFirst()
    return DeliveryStatus(
      message: message ?? DeliveryStatus.Group(), recipients: groups.filter(\.isOfRecipient))
  }

  /// All groups of a message/delivery-status; nil if the part is not one.
  func deliveryGroups(of part: Part) -> LimitedList<DeliveryStatus.Group>? {
    let isStatus =
      part.mediaType.subtype == "delivery-status"
      || part.mediaType.subtype == "global-delivery-status"
    guard part.kind == .leaf, part.mediaType.type == "message", isStatus else { return nil }
    return withDecodedBody(of: part) { fieldGroups($0) }
  }

  /// Header fields in groups that empty lines separate (section 2.1).
  private func fieldGroups(
    _ body: borrowing Span<UInt8>
  ) -> LimitedList<DeliveryStatus.Group> {
    var groups = LimitedList<DeliveryStatus.Group>(limit: limits.deliveryGroups)
    var lines = LineScanner(hasBareCR: body.firstBareCR != nil)
    var start = 0
    while start < body.count, !groups.isCut {
      var end = start
      while end < body.count {
        let line = lines.line(at: end, limit: body.count, in: body)
        end = line.next
        if body.trimmed(line.start..<line.end).isEmpty { break }
      }
      let header = Message(parsing: body.array(start..<end), limits: limits).header
      let fields = header.fields.map { field in
        DeliveryStatus.Field(
          name: header.name(of: field).lowercased(), value: header.text(of: field))
      }
      if !fields.isEmpty { groups.append(DeliveryStatus.Group(fields: fields)) }
      start = end
    }
    return groups
  }
}
