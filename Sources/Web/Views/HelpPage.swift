/// How to search, the keys, and the way out.
struct HelpPage {
  let token: HTML

  private static let searches: [(query: String, meaning: String)] = [
    ("ferry ticket", "both words, in any form, anywhere in a message or its files"),
    ("\"ferry ticket\"", "these words beside each other"),
    ("from:ada", "in the sender; also to: cc: subject: body: filename: list:"),
    ("has:pdf", "with a PDF file; also has:image has:document has:attachment"),
    ("date:2024-05", "in May 2024; also after:2023 before:2024-06-01"),
    ("tag:work -tag:done", "with one tag and without another"),
    ("larger:5M", "more than 5 MB"),
  ]

  /// As in `mailcask browse`.
  static let keys: [(key: String, meaning: String)] = [
    ("/", "search"), ("j", "next message"), ("k", "previous message"), ("Enter", "read it"),
    ("c", "the conversation"), ("x", "mark it"), ("t", "tags of the marked"), ("e", "export"),
    ("H", "as it was sent, or its text"), ("Esc", "back, and no marks"), ("?", "this page"),
    ("Shift →", "on a year of the strip: several years, shown with Enter"),
  ]

  var html: HTML {
    let searches: [HTML] = Self.searches.map {
      """
      <tr><td><a href="\(Question().asking($0.query).address)"><code>\($0.query)</code></a></td>\
      <td>\($0.meaning)</td></tr>
      """
    }
    let keys: [HTML] = Self.keys.map {
      "<tr><td><kbd>\($0.key)</kbd></td><td>\($0.meaning)</td></tr>"
    }
    return """
      <div class="page"><h1>Help</h1><h2>Searching</h2><table class="help"><tbody>\(searches)</tbody>\
      </table><p><code>mailcask help query</code> has all of it.</p>\
      <h2>Keys</h2><p>They can be switched off in the <a href="/settings">settings</a>.</p><table class="help"><tbody>\(keys)</tbody></table>\
      <h2>Ending</h2><form method="post" action="/quit">\(token)<p>Mailcask runs on this computer until \
      you end it. <button class="b line" type="submit">Quit Mailcask</button></p></form></div>
      """
  }
}
