import Archive

/// What surrounds the content of every page.
struct Frame: Sendable {
  /// The views of a question, which the rail and the foot of small screens lead to.
  enum View: String, CaseIterable, Sendable {
    case messages = "Messages"
    case conversations = "Conversations"
    case files = "Files"
    case numbers = "Numbers"

    var icon: Icon {
      switch self {
      case .messages: .mail
      case .conversations: .talk
      case .files: .files
      case .numbers: .chart
      }
    }

    func address(_ question: Question) -> Address {
      switch self {
      case .messages: question.asThreads(false).address
      case .conversations: question.asThreads(true).address
      case .files: question.address("/files")
      case .numbers: question.address("/stats")
      }
    }
  }

  let style: String
  let script: String
  let formToken: String
  /// Whether single letters act as keys.
  var question = Question()
  var view: View?
  /// Below the views in the rail.
  var rail = HTML()
  /// In the head, for pages that come again by themselves.
  var refresh = HTML()

  func page(_ title: String, _ content: HTML, isWide: Bool = false) -> HTML {
    document(
      title,
      """
      <a class="skip" href="#content">Skip to the content</a>\
      <header class="top"><a class="logo" href="/" aria-label="Mailcask, all mail">\(Icon.logo.html)\
      <b>Mailcask</b></a>\(searchBox)\
      <a class="b" href="/import" aria-label="Add mail">\(Icon.in.html)<span class="wide">Add mail</span></a>\
      <a class="b icon wide" href="/settings" aria-label="Settings">\(Icon.gear.html)</a>\
      <a class="b icon" href="/help" aria-label="Help and keys">\(Icon.help.html)</a></header>\
      <div class="app"><nav class="rail" aria-label="Views"><ul>\(views)</ul>\(rail)</nav>\
      <main id="content" class="\(isWide ? "stage" : "bare")" tabindex="-1">\(content)</main></div>\
      <nav class="tabs" aria-label="Views, small">\(tabs)</nav>
      """)
  }

  /// A page without search and views, for somebody who is not let in.
  func bare(_ title: String, _ content: HTML) -> HTML {
    document(
      title,
      """
      <header class="top"><span class="logo">\(Icon.logo.html)<b>Mailcask</b></span></header>\
      <main id="content" class="bare"><div class="page">\(content)</div></main>
      """)
  }

  private func document(_ title: String, _ body: HTML) -> HTML {
    """
    <!DOCTYPE html>
    <html lang="en"\(theme)><head><meta charset="utf-8">\
    <meta name="viewport" content="width=device-width,initial-scale=1">\
    <title>\(title): Mailcask</title>\
    <link rel="icon" type="image/svg+xml" href="/a/icon.svg"><link rel="stylesheet" href="\(style)">\
    <script type="module" src="\(script)"></script>\(refresh)</head>\
    <body class="tabbed">\(Icon.sheet)\(body)</body></html>

    """
  }

  private var theme: HTML {
    Theme.current == .system ? "" : " data-theme=\"\(Theme.current.rawValue)\""
  }

  private var searchBox: HTML {
    let sort: HTML =
      question.order == .newest
      ? "" : "<input type=\"hidden\" name=\"sort\" value=\"\(question.order.rawValue)\">"
    let view: HTML =
      question.threads ? "<input type=\"hidden\" name=\"view\" value=\"conversations\">" : ""
    return """
      <form class="find" role="search" action="/" method="get"><label class="box">\
      \(Icon.search.html)<span class="hide">Search all mail</span>\
      <input id="q" name="q" type="search" value="\(question.text)" placeholder="Search all mail" \
      autocomplete="off" autocapitalize="off" spellcheck="false" maxlength="2000">\(sort)\(view)\
      <button class="hide" type="submit">Search</button></label></form>
      """
  }

  private var views: [HTML] {
    View.allCases.map { view in
      """
      <li><a href="\(view.address(question))"\(current(view))>\(view.icon.html)\
      <span>\(view.rawValue)</span></a></li>
      """
    }
  }

  private var tabs: [HTML] {
    View.allCases.map { view in
      """
      <a href="\(view.address(question))"\(current(view))>\(view.icon.html)\(view.rawValue)</a>
      """
    }
  }

  private func current(_ view: View) -> HTML {
    view == self.view ? " class=\"on\" aria-current=\"page\"" : ""
  }

  /// The field that proves that a form is ours.
  var tokenField: HTML { "<input type=\"hidden\" name=\"token\" value=\"\(formToken)\">" }
}
