import MIME

// What is kept, and what is removed with its content. All other elements lose their tags and keep
// their text.
extension SafeHTML {
  /// Elements that neither run nor load anything, nor change how the following text is parsed.
  static let elements: Set<String> = [
    "a", "abbr", "address", "article", "aside", "b", "bdi", "big", "blockquote", "br", "caption",
    "center", "cite", "code", "col", "colgroup", "dd", "del", "details", "dfn", "dir", "div", "dl",
    "dt", "em", "figcaption", "figure", "font", "footer", "h1", "h2", "h3", "h4", "h5", "h6",
    "header", "hr", "i", "img", "ins", "kbd", "li", "main", "mark", "nav", "ol", "p", "pre", "q",
    "s", "samp", "section", "small", "span", "strike", "strong", "sub", "summary", "sup", "table",
    "tbody", "td", "tfoot", "th", "thead", "time", "tr", "tt", "u", "ul", "var", "wbr",
  ]

  /// Elements whose content is not markup: scripts, styles, form fields.
  static let unreadable: Set<HTMLTag> = [
    .script, .style, .title, .iframe, .noembed, .textarea, .xmp,
  ]

  /// Elements whose content is not text to read, or is parsed by special rules.
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
}

/// Types of images that are shown. SVG is not included: it can contain scripts.
package enum ShownImages {
  package static let types: Set<String> = ["image/png", "image/jpeg", "image/gif", "image/webp"]
}
