/// The content of an application/ms-tnef part (winmail.dat), MS-OXTNEF.
package struct TNEF: Sendable, Equatable {
  package struct Attachment: Sendable, Equatable {
    /// Long name from the MAPI properties, else the short one; may hold anything.
    package var name: String
    /// MIME type when the sender wrote one.
    package var type: String?
    package var contentID: String?
    package var bytes: [UInt8]
    /// An embedded message (PR_ATTACH_DATA_OBJ): `bytes` is TNEF again.
    package var isMessage: Bool
  }

  package enum Defect: String, Sendable {
    case truncated
    case wrongChecksum
    case malformedProperties
    case malformedRTF
  }

  package var subject: String?
  /// Plain text body, from the body, HTML or compressed RTF, whichever is there first.
  package var text: String?
  package var attachments: [Attachment]
  package var defects: [Defect]

  /// - Returns: nil when the bytes do not begin with the TNEF signature.
  package init?(_ bytes: Span<UInt8>) {
    return nil
  }
}
