import MIME

// What passes, and what is left out with its content. Everything else loses its tags and keeps its text.
extension SafeHTML {
  /// Neither run nor load anything, nor change how what follows is parsed.
  static let elements: Set<String> = [
    "a", "abbr", "address", "article", "aside", "b", "bdi", "big", "blockquote", "br", "caption",
    "center", "cite", "code", "col", "colgroup", "dd", "del", "details", "dfn", "dir", "div", "dl",
    "dt", "em", "figcaption", "figure", "font", "footer", "h1", "h2", "h3", "h4", "h5", "h6",
    "header", "hr", "i", "img", "ins", "kbd", "li", "main", "mark", "nav", "ol", "p", "pre", "q",
    "s", "samp", "section", "small", "span", "strike", "strong", "sub", "summary", "sup", "table",
    "tbody", "td", "tfoot", "th", "thead", "time", "tr", "tt", "u", "ul", "var", "wbr",
  ]

  /// Their content is not markup: scripts, styles, form fields.
  static let unreadable: Set<HTMLTag> = [
    .script, .style, .title, .iframe, .noembed, .textarea, .xmp,
  ]

  /// Their content is not text to be read, or is parsed by special rules.
  static let hiddenElements: Set<String> = [
    "applet", "audio", "canvas", "frameset", "math", "noframes", "noscript", "object", "plaintext",
    "select", "svg", "template", "video",
  ]

  static let attributes: Set<String> = [
    "abbr", "align", "alt", "bgcolor", "border", "cellpadding", "cellspacing", "char", "color",
    "colspan", "datetime", "dir", "face", "headers", "height", "hspace", "lang", "nowrap",
    "rowspan", "rules", "scope", "size", "span", "start", "summary", "title", "type", "valign",
    "value", "vspace", "width",
  ]

  /// Images that are shown. SVG is not among them: it can contain scripts.
  static let imageTypes: Set<String> = ["image/png", "image/jpeg", "image/gif", "image/webp"]
}
