import Archive
import Presentation

/// The parts that forms are made of.
enum FormPart {
  static func option(_ value: String, _ text: String, isChosen: Bool) -> HTML {
    "<option value=\"\(value)\"\(isChosen ? " selected" as HTML : "")>\(text)</option>"
  }

  static func field(
    _ name: String, _ label: String, _ value: String, kind: String = "text", mode: String = "text",
    hint: String = "", needed: Bool = false
  ) -> HTML {
    """
    <label>\(label)<input type="\(kind)" name="\(name)" value="\(value)" inputmode="\(mode)" \
    maxlength="1000" autocapitalize="off" autocomplete="off" spellcheck="false"\
    \(needed ? " required" as HTML : "")>\(small(hint))</label>
    """
  }

  /// A text of several lines.
  static func area(_ name: String, _ label: String, _ lines: [String], hint: String) -> HTML {
    """
    <label>\(label)<textarea name="\(name)" rows="3" maxlength="10000" autocapitalize="off" \
    spellcheck="false">\(lines.joined(separator: "\n"))</textarea>\(small(hint))</label>
    """
  }

  static func password(_ label: String, hint: String, usesKeyring: Bool) -> HTML {
    """
    <label>\(label)<input type="password" name="password" autocomplete="new-password" \
    maxlength="1000">\(small(hint))</label><label>Where it is kept<select name="keep">\
    <option value="file">In a file of the archive that only you can read</option>\
    <option value="keyring"\(usesKeyring ? " selected" as HTML : "")>In the keyring of the desktop\
    </option></select></label>
    """
  }

  /// - Parameter security: none is offered only to what has none.
  static func encryption(_ security: TransportSecurity) -> HTML {
    var kinds: [(TransportSecurity, String)] = [
      (.implicit, "From the start (TLS)"), (.starttls, "After the greeting (STARTTLS)"),
    ]
    if security == .none { kinds.append((.none, "None: others can read the mail on the way")) }
    let options: [HTML] = kinds.map { option($0.0.rawValue, $0.1, isChosen: $0.0 == security) }
    return "<label>Encryption<select name=\"tls\">\(options)</select></label>"
  }

  /// Why what was sent was not done.
  static func complaint(_ failure: ArchiveError) -> HTML {
    Notice.bad.html("\(failure.sentenceCase) \(failure.remedy)")
  }

  private static func small(_ hint: String) -> HTML {
    hint.isEmpty ? "" : "<small class=\"soft\">\(hint)</small>"
  }
}
