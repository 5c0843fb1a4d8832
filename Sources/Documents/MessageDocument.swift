import MIME
import Mail

/// A message of RFC 5322 in a file, or a web page that was saved as one: its fields, its text, and
/// its files.
struct MessageDocument {
  let job: Job
  let depth: Int

  func read(_ bytes: [UInt8]) {
    let message = Message(parsing: bytes)
    job.output.add(line: message.header.summary)
    for text in message.searchableTexts { job.output.add(line: text.text) }
    for file in message.attachments {
      guard !job.isFull, job.mayOpenEntry() else { return }
      if let name = file.name { job.output.add(line: name) }
      // Text and messages inside are among the texts above.
      guard !message.isAmongTexts(file) else { continue }
      job.readInside(
        message.content(of: file), name: file.name ?? "", mediaType: file.mediaType.description,
        depth: depth + 1)
    }
  }
}
