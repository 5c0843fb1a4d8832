extension Rejection.Reason: CustomStringConvertible {
  /// What is wrong and, where something can be done about it, what.
  package var description: String {
    switch self {
    case .tooLarge(let limit): "longer than the limit of \(limit) octets for one message"
    case .leadingGarbage: "stands before the first \"From \" line, so it is no message"
    case .unreadable(let reason), .damaged(let reason), .toolMissing(let reason): reason
    case .unsupported(let what): what
    case .notARegularFile: "a pipe, socket or device, which is not read"
    case .linkLoop: "a directory that was read already under another name"
    case .tooDeep: "nested too deep; name it by itself to have it read"
    case .unsafeName: "a name that leads out of its container"
    case .expansionLimit: "grows too much when decompressed; if it is sound, unpack it first"
    }
  }
}
