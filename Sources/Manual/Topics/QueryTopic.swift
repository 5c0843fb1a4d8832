import Search

extension Topic {
  /// The query language, from the parser's own definitions.
  static var query: Topic {
    Topic(
      name: "query", page: ("mailcask-query", 7), abstract: "How to write a query for mailcask.",
      blocks: [
        .paragraph(
          """
          A query is words and conditions. All of them must match. It works in the same way in \
          search, browse, export, attachments, tag, delete, in rules and in saved searches. Put a \
          query in single quotes in a shell when it contains quotes, parentheses or stars. \
          mailcask search --explain QUERY shows how a query is understood.
          """),
        .heading("Words"),
        .paragraph(
          """
          A word is found in the subject, in names and addresses, in the text, in HTML, in attached \
          and forwarded messages. Upper and lower case are the same. Accents may be left out \
          (resume finds résumé), umlauts may be written either way (Mueller, Müller), and other \
          forms of a word are found, too (invoice, invoices). Chinese and Japanese need no spaces.
          """),
        .terms([
          ("word word", "both words"),
          ("\"word word\"", "a phrase: these words side by side"),
          ("word OR word", "either word; || and {word word} are the same"),
          ("-word", "messages without it; NOT word is the same"),
          ("(…)", "a group"),
          ("wor*", "words with this beginning; * can stand anywhere in a word"),
          ("~word", "words spelled nearly like this"),
          ("+word", "exactly this form of the word"),
          ("word NEAR/5 word", "within five words of each other; NEAR alone means ten"),
          ("*", "all messages"),
        ]),
        .heading("Fields"),
        .paragraph(
          """
          A field stands before a word, a phrase or a group: from:ada, subject:"annual report", \
          to:(bob OR carol).
          """),
        .terms(QueryGuide.fields.map { ("\($0.name):", meaning(of: $0, suffix: ":")) }),
        .heading("Values of is:"),
        .terms(QueryGuide.states.map { ("is:\($0.name)", meaning(of: $0, prefix: "is:")) }),
        .heading("Values of has:"),
        .terms(QueryGuide.features.map { ("has:\($0.name)", $0.meaning) }),
        .heading("Dates"),
        .paragraph(
          """
          Dates are in the time zone of this machine. A month or year means all of it. A range has \
          two dots; either side may be left out: date:2019..2021, date:..2018, date:2024-06-01...
          """),
        .terms([
          ("2021, 2021-05, 2021-05-17", "a year, a month, a day; 17.05.2021 and 05/17/2021, too"),
          ("2021-05-17T10:30", "a minute"),
          ("may-2021, jan", "a month by its English name; alone, the last one"),
          ("today, yesterday, monday", "a day"),
          ("this-week, last-month, this-year", "a week (from Monday), a month, a year"),
          ("3d, 2w, 6m, 1y", "the day that long ago; in older_than: and newer_than: also 12h"),
          ("@1621240200", "a second, as a Unix time"),
        ]),
        .heading("Sizes"),
        .paragraph(
          """
          5M, 100k and 1G count in units of 1,024. size:5M means 5.0 to 5.9 MB; size:>5M, size:<=100k \
          and size:1M..5M are ranges.
          """),
        .heading("Regular expressions"),
        .paragraph(
          """
          subject:/…/ and any header:NAME=/…/ take a regular expression: . * + ? {2,4} [a-z] (…) | ^ \
          $ \\d \\w \\s \\b. They ignore case, and no expression can take exponential time.
          """),
        .heading("Spellings of other programs"),
        .paragraph(
          """
          What Gmail, notmuch and mu call by another name is understood where it means the same: \
          label:, filename:, larger_than:, rfc822msgid:, older:, newer:, mid:, mimetype:, path:, \
          maildir:, flag:, in:anywhere.
          """),
        .heading("Examples"),
        .terms(QueryGuide.examples.map { ($0.query, $0.meaning) }),
      ])
  }

  private static func meaning(
    of entry: QueryGuide.Entry, prefix: String = "", suffix: String = ""
  ) -> String {
    guard !entry.aliases.isEmpty else { return entry.meaning }
    let names = entry.aliases.map { prefix + $0 + suffix }.joined(separator: ", ")
    return "\(entry.meaning) (also \(names))"
  }
}
