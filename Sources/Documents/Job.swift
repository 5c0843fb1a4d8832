import Bytes
import Packing

/// The reading of one document with everything that is inside it: what was found, and how much may
/// still be used.
final class Job {
  var output = PageText()
  var nested: [NestedDocument] = []
  private(set) var problem: DocumentOutcome?
  private(set) var missing: String?
  private var inflatable = Limits.inflated
  private var entries = Limits.entries
  private var cells = Limits.cells

  /// Nothing more will be kept.
  var isFull: Bool { output.isCut }

  /// The first problem is what is reported.
  func note(_ outcome: DocumentOutcome) { problem = problem ?? outcome }

  func needs(_ package: String) {
    note(.needsProgram)
    missing = missing ?? package
  }

  /// Decompresses as much as is allowed.
  func inflate(_ packed: Span<UInt8>, _ format: ZlibFormat) -> [UInt8] {
    let inflated = Inflated(packed, format, limit: mayInflate(ofPacked: packed.count))
    if inflated.isCut { note(.limit) }
    if inflated.isDamaged { note(.damaged) }
    inflatable -= inflated.bytes.count
    return inflated.bytes
  }

  /// Maximum number of bytes that decompressing `count` bytes may give.
  func mayInflate(ofPacked count: Int) -> Int {
    let (product, overflow) = count.multipliedReportingOverflow(by: Limits.expansionRatio)
    return min(inflatable, max(Limits.expansionFree, overflow ? .max : product))
  }

  /// Counts bytes that another library decompressed. False if they are too many.
  func mayInflate(_ count: Int) -> Bool {
    guard count <= inflatable else {
      note(.limit)
      return false
    }
    inflatable -= count
    return true
  }

  /// Counts a file of an archive. False if there are too many.
  func mayOpenEntry() -> Bool { count(&entries) }

  /// Counts a cell of a sheet. False if there are too many.
  func mayReadCell() -> Bool { count(&cells) }

  private func count(_ left: inout Int) -> Bool {
    guard left > 0 else {
      note(.limit)
      return false
    }
    left -= 1
    return true
  }

  /// What was read.
  func text(_ format: DocumentFormat) -> DocumentText {
    if output.isCut { note(.limit) }
    let pages = output.pages
    let found: DocumentOutcome = pages.isEmpty && nested.isEmpty ? .none : .text
    var text = DocumentText(format, problem ?? found, pages: pages)
    text.nested = nested
    text.missing = missing
    return text
  }
}
