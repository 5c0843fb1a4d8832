import Foundation
import TestSupport
import TestThreads
import Testing

/// A browser that shows messages asks no name server and no host for anything. See
/// CallsHome/listen.py; it needs root, for a network of its own, and chromium or firefox-esr.
@Suite(.waiting, .serialized) struct CallsHomeTests {
  private static let browsers = [
    ProcessInfo.processInfo.environment["MAILCASK_CHROMIUM"] ?? "/usr/bin/chromium",
    ProcessInfo.processInfo.environment["MAILCASK_FIREFOX"] ?? "/usr/bin/firefox-esr",
  ].filter { FileManager.default.isExecutableFile(atPath: $0) }
  private static let canListen =
    geteuid() == 0 && !browsers.isEmpty
    && (try? runCommand(["unshare", "-n", "-m", "true"]).status) == 0

  /// What calls home in a browser. //N stands for a host of its own.
  private static let tricks = [
    #"<link rel="dns-prefetch" href="//N">"#, "<link rel=preconnect href=\"http://N\">",
    #"<link rel="preload" as="image" href="http://N/x">"#, "<link rel=prefetch href='http://N/'>",
    #"<link rel="stylesheet" href="http://N/">"#, #"<link rel="shortcut icon" href="http://N/">"#,
    #"<link rel="modulepreload" href="http://N/">"#, #"<link rel="manifest" href="http://N/">"#,
    #"<meta http-equiv="refresh" content="0;url=http://N/">"#,
    #"<meta http-equiv="x-dns-prefetch-control" content="on">"#, #"<base href="http://N/">"#,
    "<style>@import 'http://N/'; @font-face { font-family: f; src: url(http://N/) }</style>",
    "<style>body { background: url(//N/) }</style>",
    #"<body background="http://N/" onload="fetch('http://N/')">"#, #"<img src="http://N/">"#,
    #"<img srcset="http://N/ 2x" src=x>"#, "<picture><source srcset='http://N/'><img></picture>",
    #"<p style="background: url(http://N/)">a</p>"#,
    #"<p style="background-image: image-set('http://N/' 1x)">b</p>"#,
    #"<p style="background: u\72l('http://N/')">c</p>"#,
    #"<p style="background: &#117;rl(http://N/)">c</p>"#,
    #"<p style="font-family: f; content: url(http://N/); cursor: url(http://N/), auto">d</p>"#,
    #"<p style="--x: url(http://N/); background: var(--x)">e</p>"#,
    #"<table background="http://N/"><tr><td background="http://N/">f</td></tr></table>"#,
    #"<iframe src="http://N/"></iframe>"#, "<iframe srcdoc='<img src=http://N/>'></iframe>",
    #"<object data="http://N/"></object>"#, #"<embed src="http://N/">"#,
    #"<video poster="http://N/" src="http://N/" autoplay></video>"#,
    #"<audio src="http://N/" autoplay></audio>"#, #"<svg><image href="http://N/"/></svg>"#,
    #"<svg><use xlink:href="http://N/#a"/></svg>"#, "<svg><style>@import '//N/';</style></svg>",
    #"<input type=image src="http://N/">"#, #"<script src="http://N/"></script>"#,
    #"<form action="http://N/"><button autofocus onfocus="this.form.submit()">g</button></form>"#,
    #"<a href="http://N/" ping="http://N/">h</a>"#, #"<a href="//N/">i</a>"#,
    #"<math><mtext><img src="http://N/"></mtext></math>"#,
    #"<noscript><img src="http://N/"></noscript>"#,
    "<marquee onstart=\"fetch('//N/')\">j</marquee>",
    #"<frameset><frame src="http://N/"></frameset>"#, #"<bgsound src="http://N/">"#,
    #"<!--[if true]><img src="http://N/"><![endif]-->"#, #"<area href="http://N/">"#,
    #"<img lowsrc="http://N/" dynsrc="http://N/">"#, #"<img/src="http://N/">"#,
    #"<<img src="http://N/"//>"#, "<img src=`http://N/`>", #"<p title="<img src=http://N/>">k</p>"#,
    #"<xmp><p title="</xmp><img src=http://N/>">"#, "<!--><img src=http://N/>-->",
    "<textarea><img src=http://N/></textarea><img src=http://N/>",
    #"<details open ontoggle="fetch('http://N/')">l</details>"#,
    #"<img src=x onerror="this.src='http://N/'">"#, #"<image src="http://N/">"#,
  ]

  /// Each with hosts that are told from all others.
  private static let pages = tricks.enumerated().map { number, trick in
    trick.split(separator: "//N", omittingEmptySubsequences: false).enumerated().map {
      $0 == 0 ? String($1) : "//n\(number)-\($0).calls-home.test" + $1
    }.joined()
  }

  /// The hosts that a browser asks for.
  private func asked(_ page: String, _ browser: String, _ program: Program) throws -> [String] {
    let file = try program.directory.write(page.utf8, to: "page.html")
    let listener =
      URL(filePath: #filePath).deletingLastPathComponent().path + "/CallsHome/listen.py"
    let result = try runCommand(
      ["unshare", "-n", "-m", "python3", listener, browser, file.path])
    try #require(result.status == 0, "\(result.errors)")
    return result.text.split(separator: "\n").map(String.init)
  }

  @Test(.enabled(if: canListen, "no browser is installed, or this is not root"))
  func aMessageAsksForNothing() throws {
    var program = try Program()
    try program.makeArchive()
    program.environment["MAILCASK_ARCHIVE"] = program.archive
    for (number, page) in Self.pages.enumerated() {
      let message = "Subject: x\nMIME-Version: 1.0\nContent-Type: text/html\n\n" + page
      try program.directory.write(message.utf8, to: "mail/\(number).eml")
    }
    #expect(try program.run("import", "-q", "mail").status == 0)
    var shown = ""
    for id in 1...Self.pages.count {
      let page = try program.run("show", "\(id)", "--html")
      #expect(page.status == 0, "\(page.errors)")
      // Nothing relies on this second line of defence.
      let policy = "http-equiv=\"Content-Security-Policy\""
      #expect(page.text.contains(policy))
      shown += page.text.replacing(policy, with: "")
    }
    for browser in Self.browsers {
      #expect(try asked(shown, browser, program) == [], "\(browser)")
      // Else the listener heard nothing at all.
      #expect(try asked(Self.pages.joined(), browser, program).count > 5, "\(browser)")
    }
  }
}
