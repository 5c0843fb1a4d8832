import Store

/// A line that only one of two messages has.
public struct DifferingLine: Equatable, Sendable {
  public let isInFirst: Bool
  /// Counted from 1, in the message that has it.
  public let number: Int
  /// As text; bytes that are not UTF-8 are replaced.
  public let text: String
}

extension MailArchive {
  /// Other messages with the same Message-ID. Their bytes differ, otherwise they would be one message.
  public func messagesWithSameID(as id: Int64) throws(ArchiveError) -> [MessageSummary] {
    do { return try store.messagesWithSameID(as: id) } catch { throw ArchiveError(error) }
  }

  /// The lines by which two messages differ, in order; line ends do not count. At most
  /// `Limits.linesCompared` lines of each are compared.
  ///
  /// - Throws: `notFound`, `damaged`.
  public func difference(
    between first: Int64, and second: Int64
  ) throws(ArchiveError) -> [DifferingLine] {
    let (before, after) = (Self.lines(try bytes(of: first)), Self.lines(try bytes(of: second)))
    // Most such messages differ in a few header fields; what is the same at both ends costs nothing.
    let start = zip(before, after).prefix { $0 == $1 }.count
    let end = zip(before.dropFirst(start).reversed(), after.dropFirst(start).reversed())
      .prefix { $0 == $1 }.count
    let changes = after.dropFirst(start).dropLast(end).prefix(Limits.linesCompared)
      .difference(from: before.dropFirst(start).dropLast(end).prefix(Limits.linesCompared))
    let lines = changes.map { change in
      switch change {
      case .remove(let offset, let line, _): Self.line(line, start + offset + 1, isInFirst: true)
      case .insert(let offset, let line, _): Self.line(line, start + offset + 1, isInFirst: false)
      }
    }
    return lines.sorted { ($0.number, $0.isInFirst ? 0 : 1) < ($1.number, $1.isInFirst ? 0 : 1) }
  }

  private static func lines(_ bytes: [UInt8]) -> [ArraySlice<UInt8>] {
    bytes.split(separator: 10, omittingEmptySubsequences: false)
      .map { $0.last == 13 ? $0.dropLast() : $0 }
  }

  private static func line(
    _ bytes: ArraySlice<UInt8>, _ number: Int, isInFirst: Bool
  ) -> DifferingLine {
    DifferingLine(
      isInFirst: isInFirst, number: number, text: String(decoding: bytes, as: UTF8.self))
  }
}
