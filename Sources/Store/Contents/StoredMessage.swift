internal import Digests
import Errors
package import Files

/// What a message is put together from. The rest needs no database, so that one thread can read
/// while another puts together and proves what was read.
package struct StoredMessage: Sendable {
  enum Bytes: Sendable {
    case recipe(Recipe<[UInt8]>)
    /// Put together and proven: it is too large for memory.
    case whole(MessageBytes)
  }

  package let id: Int64
  let size: Int
  let digest: SHA256Digest
  let bytes: Bytes
  /// Why a content had to be salvaged. The message may be intact all the same.
  let damage: StoreError?

  /// The message, byte for byte as it was received, checked against its digest.
  package func held() throws(StoreError) -> MessageBytes {
    switch bytes {
    case .recipe(let recipe): .memory(try proven(recipe))
    case .whole(let held): held
    }
  }

  private func proven(_ recipe: Recipe<[UInt8]>) throws(StoreError) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(min(max(0, size), Limits.largestContent))
    for piece in recipe.pieces { piece.append(to: &bytes, from: piece.content) }
    let whole = bytes
    let found = try StoreError.guarding("cannot read a message", at: "message \(id)") {
      try SHA256Digest(of: whole)
    }
    guard found == digest else { throw StoreError.damaged(message: id, damage) }
    return bytes
  }
}

extension StoreError {
  /// - Parameter damage: of a content, where there is any.
  static func damaged(message id: Int64, _ damage: StoreError?) -> StoreError {
    StoreError(
      .damaged, "cannot read a message", at: "message \(id)",
      why: damage?.text.sentence ?? "its bytes are not those that were stored",
      remedy: "Restore it from a backup, or fetch it again if it is still on its server")
  }
}
