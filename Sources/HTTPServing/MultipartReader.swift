import Bytes
import Text

/// Cuts a form with files (multipart/form-data, RFC 7578) into its parts while it arrives, in whatever
/// pieces. It keeps no more than a part's header or one field.
struct MultipartReader: Sendable {
  enum Event: Equatable, Sendable {
    case field(name: String, value: String)
    case fileBegins(name: String)
    case bytes(ArraySlice<UInt8>)
    case fileEnds
  }

  /// It is not such a form, or one of its parts is too large.
  struct Malformed: Error {}

  private enum State: Sendable {
    /// Behind a boundary, before it is known whether it is the last.
    case boundary
    case header
    case field(name: String)
    case file
    /// Behind the last boundary: what comes has no meaning.
    case end
  }

  private let delimiter: [UInt8]
  /// What came and was not used; begins as if a line had ended, so that the first boundary is like others.
  private var pending: [UInt8] = [Byte.cr, Byte.lf]
  private var state = State.field(name: "")
  private var isBeforeFirst = true

  /// - Parameter contentType: "multipart/form-data; boundary=…".
  /// - Returns: nil if it is of another kind.
  init?(contentType: String) {
    let parts = contentType.split(separator: ";")
    guard parts.first?.lowercased() == Self.type else { return nil }
    let boundary = parts.dropFirst().lazy.compactMap { Self.value(of: "boundary", in: $0) }.first
    // RFC 2046 section 5.1.1.
    guard let boundary, 1...70 ~= boundary.utf8.count else { return nil }
    delimiter = Array("\r\n--\(boundary)".utf8)
  }

  static let type = "multipart/form-data"

  var isComplete: Bool { if case .end = state { true } else { false } }

  /// Takes the next bytes.
  ///
  /// - Parameter use: gets what became of them.
  mutating func take(_ bytes: [UInt8], _ use: (Event) throws -> Void) throws {
    pending += bytes
    while try step(use) {}
  }

  /// - Returns: false if more bytes are needed first.
  private mutating func step(_ use: (Event) throws -> Void) throws -> Bool {
    switch state {
    case .end:
      pending = []
      return false
    case .boundary:
      guard pending.count >= 2 else { return false }
      let isLast = pending.starts(with: "--".utf8)
      guard isLast || pending.starts(with: [Byte.cr, Byte.lf]) else { throw Malformed() }
      pending.removeFirst(2)
      state = isLast ? .end : .header
      return true
    case .header: return try header(use)
    case .field(let name):
      guard let end = delimiterStart else {
        guard pending.count <= Limits.formBytes else { throw Malformed() }
        return false
      }
      if !isBeforeFirst {
        try use(.field(name: name, value: String(decoding: pending[..<end], as: UTF8.self)))
      } else if end > 0 {
        throw Malformed()
      }
      isBeforeFirst = false
      enterBoundary(at: end)
      return true
    case .file:
      guard let end = delimiterStart else {
        // The last bytes may be the beginning of a delimiter.
        let safe = pending.count - delimiter.count
        if safe > 0 {
          try use(.bytes(pending[..<safe]))
          pending.removeFirst(safe)
        }
        return false
      }
      if end > 0 { try use(.bytes(pending[..<end])) }
      try use(.fileEnds)
      enterBoundary(at: end)
      return true
    }
  }

  private var delimiterStart: Int? {
    pending.span.firstIndex(of: delimiter.span, in: 0..<pending.count)
  }

  private mutating func enterBoundary(at end: Int) {
    pending.removeFirst(end + delimiter.count)
    state = .boundary
  }

  private mutating func header(_ use: (Event) throws -> Void) throws -> Bool {
    let blank: [UInt8] = [Byte.cr, Byte.lf, Byte.cr, Byte.lf]
    guard let end = pending.span.firstIndex(of: blank.span, in: 0..<pending.count) else {
      guard pending.count <= Limits.partHeaderBytes else { throw Malformed() }
      return false
    }
    let lines = String(decoding: pending[..<end], as: UTF8.self)
      .split(separator: "\r\n", omittingEmptySubsequences: true)
    pending.removeFirst(end + blank.count)
    let disposition = lines.first { $0.lowercased().hasPrefix("content-disposition:") }
    let parameters = disposition.map(Self.parameters) ?? []
    guard let name = parameters.lazy.compactMap({ Self.value(of: "name", in: $0) }).first else {
      throw Malformed()
    }
    if let file = parameters.lazy.compactMap({ Self.value(of: "filename", in: $0) }).first {
      try use(.fileBegins(name: file))
      state = .file
    } else {
      state = .field(name: name)
    }
    return true
  }

  /// What stands between semicolons outside quotation marks. Browsers write a quotation mark in a name as
  /// %22 (HTML Standard, "multipart/form-data encoding algorithm").
  private static func parameters(_ line: Substring) -> [Substring] {
    var isQuoted = false
    return line.split { character in
      if character == "\"" { isQuoted.toggle() }
      return character == ";" && !isQuoted
    }
  }

  private static func value(of name: String, in parameter: Substring) -> String? {
    let sides = parameter.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    guard sides.count == 2, sides[0].trimmed.lowercased() == name else { return nil }
    let value = sides[1].trimmed
    guard value.count > 1, value.hasPrefix("\""), value.hasSuffix("\"") else { return value }
    return String(value.dropFirst().dropLast()).replacing("%22", with: "\"")
  }
}
