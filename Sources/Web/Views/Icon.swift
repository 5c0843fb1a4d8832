import HTTPServing

/// The pictures on buttons, drawn once at the top of a page and used by name.
enum Icon: String, CaseIterable {
  case chart, check, clip, down, files, filter, gear, help, image, `in`, info, left, link, logo,
    mail,
    out, plus, print, right, search, shield, star, stop, tag, talk, up, x, clock, list

  /// A picture without a meaning of its own: the text beside it has that.
  var html: HTML {
    "<svg class=\"i\" aria-hidden=\"true\"><use href=\"#\(rawValue)\"/></svg>"
  }

  /// The program's own picture, as SVG.
  static let program: HTML = """
    <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 20 20"><path fill="#2f6fde" \
    d="M6 2.8h8c1.7 2 2.6 4.5 2.6 7.2s-.9 5.2-2.6 7.2H6C4.3 15.2 3.4 12.7 3.4 10S4.3 4.8 6 2.8Z"/>\
    <path d="M4.2 6.8h11.6M4.2 13.2h11.6" stroke="#fff" stroke-width="1.4"/></svg>
    """

  /// For the browser's tab.
  static var file: Response {
    var response = Response(200, "image/svg+xml", .bytes(Array(program.markup.utf8)))
    response.add(.asset)
    return response
  }

  /// All pictures, as symbols.
  static let sheet: HTML = """
    <svg width="0" height="0" class="hide" aria-hidden="true">\
    <symbol id="chart" viewBox="0 0 20 20"><path d="M3.5 16.5h13M5.5 13.5v-4M10 13.5v-9M14.5 13.5V7.5"/></symbol>\
    <symbol id="check" viewBox="0 0 20 20"><path d="m4.5 10.5 3.7 3.7 7.3-8"/></symbol>\
    <symbol id="clip" viewBox="0 0 20 20"><path d="m15.5 9.5-5.7 5.7a3.3 3.3 0 0 1-4.7-4.7l6.2-6.2a2.2 2.2 0 0 1 3.1 3.1l-6.1 6.1a1.1 1.1 0 0 1-1.6-1.6l5.5-5.4"/></symbol>\
    <symbol id="down" viewBox="0 0 20 20"><path d="m5.5 8 4.5 4.5L14.5 8"/></symbol>\
    <symbol id="files" viewBox="0 0 20 20"><rect x="3" y="3" width="6" height="6" rx="1.3"/><rect x="11" y="3" width="6" height="6" rx="1.3"/><rect x="3" y="11" width="6" height="6" rx="1.3"/><rect x="11" y="11" width="6" height="6" rx="1.3"/></symbol>\
    <symbol id="filter" viewBox="0 0 20 20"><path d="M3.5 5.5h13M6 10h8M8.5 14.5h3"/></symbol>\
    <symbol id="gear" viewBox="0 0 20 20"><path d="M3.5 6h7M14.5 6h2M3.5 14h2M9.5 14h7"/><circle cx="12.5" cy="6" r="2"/><circle cx="7.5" cy="14" r="2"/></symbol>\
    <symbol id="help" viewBox="0 0 20 20"><circle cx="10" cy="10" r="7"/><path d="M8 8a2 2 0 1 1 2.8 1.9c-.6.3-.8.7-.8 1.3M10 13.8v.1"/></symbol>\
    <symbol id="image" viewBox="0 0 20 20"><rect x="3" y="4" width="14" height="12" rx="2"/><path d="m3.5 14 4-4 3 3 2.5-2.5 3.5 3.5"/><circle cx="12.8" cy="7.5" r="1"/></symbol>\
    <symbol id="in" viewBox="0 0 20 20"><path d="M10 3.5v9m0 0-3.2-3.2M10 12.5l3.2-3.2M4 11.5V15a1.5 1.5 0 0 0 1.5 1.5h9A1.5 1.5 0 0 0 16 15v-3.5"/></symbol>\
    <symbol id="info" viewBox="0 0 20 20"><circle cx="10" cy="10" r="7"/><path d="M10 9.3v4M10 6.7v.1"/></symbol>\
    <symbol id="left" viewBox="0 0 20 20"><path d="M12.5 5 7.5 10l5 5"/></symbol>\
    <symbol id="link" viewBox="0 0 20 20"><path d="M8.5 11.5a3 3 0 0 0 4.3 0l2.7-2.7a3 3 0 0 0-4.3-4.3L10 5.7M11.5 8.5a3 3 0 0 0-4.3 0l-2.7 2.7a3 3 0 0 0 4.3 4.3l1.2-1.2"/></symbol>\
    <symbol id="logo" viewBox="0 0 20 20"><path d="M6 2.8h8c1.7 2 2.6 4.5 2.6 7.2s-.9 5.2-2.6 7.2H6C4.3 15.2 3.4 12.7 3.4 10S4.3 4.8 6 2.8Z" fill="currentColor" stroke="none"/><path d="M4 6.8h12M4 13.2h12" stroke="var(--page)" stroke-width="1.4"/></symbol>\
    <symbol id="mail" viewBox="0 0 20 20"><rect x="2.8" y="4.5" width="14.4" height="11" rx="2"/><path d="m3.5 6.2 6.5 5 6.5-5"/></symbol>\
    <symbol id="out" viewBox="0 0 20 20"><path d="M10 12.5v-9m0 0L6.8 6.7M10 3.5l3.2 3.2M4 11.5V15a1.5 1.5 0 0 0 1.5 1.5h9A1.5 1.5 0 0 0 16 15v-3.5"/></symbol>\
    <symbol id="plus" viewBox="0 0 20 20"><path d="M10 4.5v11M4.5 10h11"/></symbol>\
    <symbol id="print" viewBox="0 0 20 20"><path d="M6 7V3.5h8V7M6 14H4.5A1.5 1.5 0 0 1 3 12.5v-4A1.5 1.5 0 0 1 4.5 7h11A1.5 1.5 0 0 1 17 8.5v4a1.5 1.5 0 0 1-1.5 1.5H14"/><rect x="6" y="11.5" width="8" height="5"/></symbol>\
    <symbol id="right" viewBox="0 0 20 20"><path d="m7.5 5 5 5-5 5"/></symbol>\
    <symbol id="search" viewBox="0 0 20 20"><circle cx="9" cy="9" r="5.5"/><path d="m13.2 13.2 3.8 3.8"/></symbol>\
    <symbol id="shield" viewBox="0 0 20 20"><path d="M10 2.8 4.5 5v4.5c0 3.6 2.3 6.2 5.5 7.7 3.2-1.5 5.5-4.1 5.5-7.7V5Z"/><path d="m7.5 9.8 1.9 1.9 3.3-3.5"/></symbol>\
    <symbol id="star" viewBox="0 0 20 20"><path d="M5.5 3.5h9v13L10 13l-4.5 3.5Z"/></symbol>\
    <symbol id="stop" viewBox="0 0 20 20"><rect x="5.5" y="5.5" width="9" height="9" rx="1.5"/></symbol>\
    <symbol id="tag" viewBox="0 0 20 20"><path d="M3.5 4.5v5l7 7 6-6-7-7h-5a1 1 0 0 0-1 1Z"/><circle cx="7" cy="7.5" r=".7"/></symbol>\
    <symbol id="talk" viewBox="0 0 20 20"><path d="M4 4.5h9a1.5 1.5 0 0 1 1.5 1.5v5a1.5 1.5 0 0 1-1.5 1.5H8L4.5 15v-2.6A1.5 1.5 0 0 1 2.5 11V6A1.5 1.5 0 0 1 4 4.5Z"/><path d="M17.5 8v7.5l-2.2-1.7H10"/></symbol>\
    <symbol id="up" viewBox="0 0 20 20"><path d="m5.5 12.5 4.5-4.5 4.5 4.5"/></symbol>\
    <symbol id="x" viewBox="0 0 20 20"><path d="m5 5 10 10M15 5 5 15"/></symbol>\
    <symbol id="clock" viewBox="0 0 20 20"><circle cx="10" cy="10" r="7"/><path d="M10 6v4.2l2.7 1.6"/></symbol>\
    <symbol id="list" viewBox="0 0 20 20"><path d="M3.5 5.5h13M3.5 10h13M3.5 14.5h9"/></symbol>\
    </svg>
    """
}
