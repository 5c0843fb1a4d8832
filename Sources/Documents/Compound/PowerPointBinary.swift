import Bytes

/// A presentation of PowerPoint 97 to 2003 (MS-PPT). Each slide is a page, with its notes.
struct PowerPointBinary {
  let file: CompoundFile
  let job: Job

  func read() {
    guard let stream = file.contents(of: "PowerPoint Document") else { return job.note(.damaged) }
    if file.child("EncryptedSummary") != nil { return job.note(.encrypted) }
    var reader = SlideRecords(stream, job)
    reader.read(latestEdit: latestEdit)
    if let summary = file.contents(of: "\u{5}SummaryInformation") {
      job.output.newLine()
      job.output.add(summaryText(summary))
    }
  }

  /// Where the latest UserEditAtom is (section 2.3.2, CurrentUserAtom).
  private var latestEdit: Int? {
    guard let user = file.contents(of: "Current User"), user.count >= 20 else { return nil }
    return Int(user.little32(16))
  }
}

/// One record (section 2.3.1): kind, and the area of its content.
private struct SlideRecord {
  let kind: Int
  let instance: Int
  let isContainer: Bool
  let area: Range<Int>

  init?(_ bytes: [UInt8], at start: Int, before end: Int) {
    guard start >= 0, end <= bytes.count, end - start >= 8 else { return nil }
    let head = bytes.little16(start)
    isContainer = head & 0xF == 0xF
    instance = head >> 4
    kind = bytes.little16(start + 2)
    let length = min(Int(bytes.little32(start + 4)), end - start - 8)
    area = start + 8..<start + 8 + length
  }

  enum Kind {
    static let slide = 0x3EE, slideAtom = 0x3EF, notes = 0x3F0, notesAtom = 0x3F1
    static let slidePersist = 0x3F3, slideList = 0xFF0, text16 = 0xFA0, text8 = 0xFA8
    static let string = 0xFBA, comment = 0x2EE0, userEdit = 0xFF5, persistDirectory = 0x1772
    static let document = 0x3E8
  }
}

private struct SlideRecords {
  private let bytes: [UInt8]
  private let job: Job
  /// Where the objects are that were saved last, by their numbers.
  private var places: [Int: Int] = [:]
  private var records = Limits.slideRecords

  init(_ bytes: [UInt8], _ job: Job) {
    self.bytes = bytes
    self.job = job
  }

  mutating func read(latestEdit: Int?) {
    let document = latestEdit.flatMap { readEdits(from: $0) }
    guard let document, let record = record(at: document), record.kind == SlideRecord.Kind.document
    else {
      // Without its directory the file may have older versions of slides, too.
      job.note(.damaged)
      return addTexts(in: 0..<bytes.count, depth: 0)
    }
    let lists = children(of: record.area).filter { $0.kind == SlideRecord.Kind.slideList }
    let notes = notesBySlide(lists.first { $0.instance == 2 })
    var slides = 0
    for list in lists where list.instance == 0 {
      var slide: (place: Int?, id: Int)?
      for item in children(of: list.area) {
        guard !job.isFull else { return }
        if item.kind == SlideRecord.Kind.slidePersist, item.area.count >= 16 {
          finish(slide, notes)
          if slides > 0 { job.output.endPage() }
          slides += 1
          slide = (
            places[Int(bytes.little32(item.area.lowerBound))],
            Int(bytes.little32(item.area.lowerBound + 12))
          )
        } else {
          addText(item)
        }
      }
      finish(slide, notes)
    }
  }

  /// The edits form a chain from the latest to the first. Each has a directory of what it saved.
  ///
  /// - Returns: the place of the document.
  private mutating func readEdits(from latest: Int) -> Int? {
    var next = latest
    var document: Int?
    for _ in 0..<Limits.slideEdits {
      guard let edit = record(at: next), edit.kind == SlideRecord.Kind.userEdit,
        edit.area.count >= 20
      else { break }
      let start = edit.area.lowerBound
      document = document ?? Int(bytes.little32(start + 16))
      readDirectory(at: Int(bytes.little32(start + 12)))
      let last = Int(bytes.little32(start + 8))
      // Earlier edits come earlier in the file: no loops.
      guard last > 0, last < next else { break }
      next = last
    }
    return document.flatMap { places[$0] }
  }

  /// Section 2.3.5: runs of numbers with the places of the objects.
  private mutating func readDirectory(at place: Int) {
    guard let directory = record(at: place), directory.kind == SlideRecord.Kind.persistDirectory
    else { return }
    var position = directory.area.lowerBound
    while directory.area.upperBound - position >= 4 {
      let head = Int(bytes.little32(position))
      position += 4
      for number in 0..<head >> 20 {
        guard directory.area.upperBound - position >= 4 else { return }
        let id = head & 0xF_FFFF + number
        if places[id] == nil { places[id] = Int(bytes.little32(position)) }
        position += 4
      }
    }
  }

  private func record(at place: Int) -> SlideRecord? {
    SlideRecord(bytes, at: place, before: bytes.count)
  }

  private mutating func children(of area: Range<Int>) -> [SlideRecord] {
    var found: [SlideRecord] = []
    var position = area.lowerBound
    while records > 0, let record = SlideRecord(bytes, at: position, before: area.upperBound) {
      records -= 1
      found.append(record)
      position = record.area.upperBound
    }
    if records == 0 { job.note(.limit) }
    return found
  }

  /// The notes of slides, by the slides' ids.
  private mutating func notesBySlide(_ list: SlideRecord?) -> [Int: Range<Int>] {
    guard let list else { return [:] }
    var notes: [Int: Range<Int>] = [:]
    for item in children(of: list.area)
    where item.kind == SlideRecord.Kind.slidePersist && item.area.count >= 4 {
      guard let place = places[Int(bytes.little32(item.area.lowerBound))],
        let record = record(at: place), record.kind == SlideRecord.Kind.notes
      else { continue }
      let atom = children(of: record.area).first { $0.kind == SlideRecord.Kind.notesAtom }
      guard let atom, atom.area.count >= 4 else { continue }
      notes[Int(bytes.little32(atom.area.lowerBound))] = record.area
    }
    return notes
  }

  /// Adds what is on the slide besides its outline, and its notes.
  private mutating func finish(_ slide: (place: Int?, id: Int)?, _ notes: [Int: Range<Int>]) {
    guard let slide else { return }
    if let record = slide.place.flatMap(record(at:)), record.kind == SlideRecord.Kind.slide {
      addTexts(in: record.area, depth: 0)
    }
    if let area = notes[slide.id] { addTexts(in: area, depth: 0) }
  }

  /// Adds all texts in an area; recursion is bounded by `Limits.slideDepth`.
  private mutating func addTexts(in area: Range<Int>, depth: Int) {
    for record in children(of: area) {
      guard !job.isFull else { return }
      if record.isContainer {
        guard depth < Limits.slideDepth else {
          job.note(.limit)
          return
        }
        addTexts(in: record.area, depth: depth + 1)
      } else {
        addText(record)
      }
    }
  }

  private func addText(_ record: SlideRecord) {
    let text: String
    switch record.kind {
    case SlideRecord.Kind.text16: text = utf16Text(bytes[record.area])
    case SlideRecord.Kind.text8: text = latinText(bytes[record.area])
    default: return
    }
    // Paragraphs end in CR, lines in a vertical tab.
    for line in text.split(whereSeparator: { $0 == "\r" || $0 == "\u{B}" || $0 == "\n" }) {
      job.output.add(line: String(line))
    }
  }
}
