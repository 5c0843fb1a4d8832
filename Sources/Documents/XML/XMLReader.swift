import Bytes
internal import CExpat

/// Takes the elements and the text of an XML document, in order.
protocol XMLHandler {
  /// Nothing more is wanted.
  var isDone: Bool { get }
  /// Names of elements that are passed over with all that is in them.
  static var leftOut: Set<String> { get }
  mutating func start(_ name: String, _ attributes: XMLAttributes)
  mutating func end(_ name: String)
  mutating func text(_ text: Span<UInt8>)
}

extension XMLHandler {
  static var leftOut: Set<String> { [] }
}

/// The attributes of one element.
struct XMLAttributes {
  fileprivate let records: [UInt8]
  fileprivate let range: Range<Int>

  /// The value by its name as the document writes it ("Id", "text:c").
  subscript(name: String) -> String? { first { $0.elementsEqual(name.utf8) } }

  /// The value by its name after some prefix, which documents may choose.
  func prefixed(_ name: String) -> String? {
    first {
      $0.count > name.utf8.count && $0.suffix(name.utf8.count + 1).elementsEqual(":\(name)".utf8)
    }
  }

  private func first(_ isWanted: (ArraySlice<UInt8>) -> Bool) -> String? {
    var position = range.lowerBound
    while let key = XMLRecord(records, at: position),
      let value = XMLRecord(records, at: key.content.upperBound)
    {
      if isWanted(records[key.content]) {
        return String(decoding: records[value.content], as: UTF8.self)
      }
      position = value.content.upperBound
      guard position < range.upperBound else { break }
    }
    return nil
  }
}

enum XMLReader {
  enum Result {
    case ends, damaged, tooDeep, noMemory
    /// It has a document type.
    case declares
    case notInstalled
    /// The handler is done.
    case stopped
  }

  static var isInstalled: Bool { mc_xml_is_installed() }

  /// Reads a document.
  ///
  /// - Parameter keepsPrefixes: names of elements are as written ("text:p"); otherwise they have no
  ///   prefix.
  static func read(
    _ bytes: [UInt8], keepsPrefixes: Bool = false, _ handler: inout some XMLHandler
  ) -> Result {
    unsafe bytes.withUnsafeBufferPointer { input in
      // The parser reads `input` until it is freed, which is before this closure ends.
      guard
        let parser = unsafe mc_xml_new(
          input.baseAddress, input.count, Limits.xmlDepth, keepsPrefixes)
      else { return mc_xml_is_installed() ? .noMemory : .notInstalled }
      defer { unsafe mc_xml_free(parser) }
      var skipped = 0
      while true {
        var start: UnsafePointer<UInt8>?
        var count = 0
        let status = unsafe mc_xml_next(parser, &start, &count)
        pass(
          unsafe Array(UnsafeBufferPointer(start: start, count: count)), to: &handler, &skipped)
        if handler.isDone { return .stopped }
        switch status {
        case MC_XML_GOES_ON: break
        case MC_XML_ENDS: return .ends
        case MC_XML_DECLARES: return .declares
        case MC_XML_TOO_DEEP: return .tooDeep
        case MC_XML_NO_MEMORY: return .noMemory
        default: return .damaged
        }
      }
    }
  }

  /// - Parameter skipped: number of open elements from the outermost one that is left out.
  private static func pass<Handler: XMLHandler>(
    _ records: [UInt8], to handler: inout Handler, _ skipped: inout Int
  ) {
    var position = 0
    while let record = XMLRecord(records, at: position) {
      position = record.content.upperBound
      switch record.kind {
      case MC_XML_START:
        let start = position
        while let next = XMLRecord(records, at: position),
          next.kind == MC_XML_ATTRIBUTE || next.kind == MC_XML_VALUE
        {
          position = next.content.upperBound
        }
        let name = String(decoding: records[record.content], as: UTF8.self)
        if skipped > 0 || Handler.leftOut.contains(name) {
          skipped += 1
        } else {
          handler.start(name, XMLAttributes(records: records, range: start..<position))
        }
      case MC_XML_END where skipped > 0: skipped -= 1
      case MC_XML_END: handler.end(String(decoding: records[record.content], as: UTF8.self))
      case MC_XML_TEXT where skipped == 0: handler.text(records.span.extracting(record.content))
      default: break
      }
      if handler.isDone { return }
    }
  }
}

/// One record of what the parser found.
private struct XMLRecord {
  let kind: mc_xml_record
  let content: Range<Int>

  init?(_ records: [UInt8], at start: Int) {
    guard start >= 0, records.count - start >= 5 else { return nil }
    kind = mc_xml_record(rawValue: UInt32(records[start]))
    let length = Int(records.little32(start + 1))
    guard records.count - start - 5 >= length else { return nil }
    content = start + 5..<start + 5 + length
  }
}

extension Job {
  /// Reads a document that belongs to the file, and notes what is wrong with it.
  func read(
    _ xml: [UInt8], keepsPrefixes: Bool = false, _ handler: inout some XMLHandler
  ) {
    switch XMLReader.read(xml, keepsPrefixes: keepsPrefixes, &handler) {
    case .ends, .stopped: break
    case .damaged, .declares: note(.damaged)
    case .tooDeep, .noMemory: note(.limit)
    case .notInstalled: needs("libexpat1")
    }
  }
}
