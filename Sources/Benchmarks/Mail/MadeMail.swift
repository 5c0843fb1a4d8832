import Foundation
import Mail

/// Synthetic mail for use without a corpus: distinct texts with a natural distribution of words,
/// correspondents and lengths; threads, lists, HTML alternatives, quotes, attachments. Message
/// `number` is the same in every run.
struct MadeMail {
  private let vocabulary = Vocabulary()

  /// The message, with LF line ends.
  func message(_ number: Int) -> [UInt8] {
    var random = SplitMix(seed: UInt64(number))
    let sender = correspondent(&random)
    let thread = number - random.below(min(8, number + 1))
    let subject = title(thread)
    var header = """
      Return-Path: <\(sender.address)>
      Received: from mx\(random.below(40)).example.net (mx.example.net [192.0.2.\(random.below(256))])
      \tby mail.example.com with ESMTPS id \(String(random.next(), radix: 36))
      \tfor <reader@example.com>; \(date(number, plus: 7))
      From: \(sender.name) <\(sender.address)>
      To: Reader <reader@example.com>
      Subject: \(thread == number ? "" : "Re: ")\(subject)
      Date: \(date(number, plus: 0))
      Message-ID: <\(number).made@example.org>
      MIME-Version: 1.0

      """
    if thread != number {
      header += "In-Reply-To: <\(thread).made@example.org>\n"
      header += "References: <\(thread).made@example.org>\n"
    }
    if number.isMultiple(of: 3) {
      header += "List-Id: <list\(number % 45).example.org>\nPrecedence: list\n"
    }
    return Array((header + body(number, &random)).utf8)
  }

  private func body(_ number: Int, _ random: inout SplitMix) -> String {
    let text = text(&random)
    switch number % 10 {
    case 0, 1:
      let rows = text.split(separator: "\n").map { "<p>\($0)</p>\n" }.joined()
      return parts(
        "alternative", number,
        [
          "Content-Type: text/plain; charset=utf-8\n\n\(text)",
          "Content-Type: text/html; charset=utf-8\n\n<html><body>\(rows)</body></html>\n",
        ])
    case 2:
      let bytes = (0..<(2_000 + random.below(30_000))).map { _ in
        UInt8(truncatingIfNeeded: random.next())
      }
      let base64 = Data(bytes).base64EncodedString(
        options: [.lineLength76Characters, .endLineWithLineFeed])
      let name = "\(vocabulary.draw(&random)).bin"
      return parts(
        "mixed", number,
        [
          "Content-Type: text/plain\n\n\(text)",
          """
          Content-Type: application/octet-stream; name="\(name)"
          Content-Disposition: attachment; filename="\(name)"
          Content-Transfer-Encoding: base64

          \(base64)

          """,
        ])
    default: return "Content-Type: text/plain; charset=utf-8\n\n\(text)"
    }
  }

  private func parts(_ kind: String, _ number: Int, _ parts: [String]) -> String {
    let boundary = "=_\(number)"
    return "Content-Type: multipart/\(kind); boundary=\"\(boundary)\"\n\n"
      + parts.map { "--\(boundary)\n\($0)" }.joined() + "--\(boundary)--\n"
  }

  /// Usually some hundred words, sometimes many hundreds, as in real mail.
  private func text(_ random: inout SplitMix) -> String {
    let count = 20 + Int(180 * -log(1 - random.fraction()))
    var text = ""
    var width = 0
    for _ in 0..<min(count, 3_000) {
      let word = vocabulary.draw(&random)
      text += word
      width += word.count + 1
      if width > 68 {
        text += random.below(6) == 0 ? ".\n\n" : "\n"
        width = 0
      } else {
        text += random.below(12) == 0 ? ", " : " "
      }
    }
    return text + "\n"
  }

  private func title(_ thread: Int) -> String {
    var random = SplitMix(seed: UInt64(thread) ^ 0x5AB_1EC7)
    return (0..<(2 + random.below(6))).map { _ in vocabulary.draw(&random) }
      .joined(separator: " ")
  }

  private func correspondent(_ random: inout SplitMix) -> (name: String, address: String) {
    let rank = Int(pow(5_000, random.fraction()))
    let given = vocabulary.words[100 + rank % 400]
    let family = vocabulary.words[500 + rank]
    return (
      "\(given.capitalized) \(family.capitalized)", "\(given).\(family)@host\(rank % 90).example"
    )
  }

  /// One message every ten minutes since 2005.
  private func date(_ number: Int, plus seconds: Int) -> String {
    let time = 1_104_537_600 + number * 600 + seconds
    let date = CivilDate(epoch: Int64(time))
    let clock = [date.hour, date.minute, date.second].map { CivilDate.padded($0, 2) }
    return "\(date.day) \(CivilDate.monthNames[date.month - 1]) \(date.year) "
      + "\(clock.joined(separator: ":")) +0000"
  }
}
