import Archive

/// Providers that have POP switched off until their users switch it on.
enum POPAccess {
  private struct Switch {
    /// One of them is in the server's name, in the domain of the user's address or in the words.
    let signs: [String]
    let place: String
  }

  private static let switches = [
    Switch(
      signs: ["gmail", "googlemail", "google"],
      place: "Gmail settings > Forwarding and POP/IMAP > POP download: \"Enable POP for all mail\""),
    Switch(
      signs: ["outlook", "hotmail", "live.", "msn.com", "office365"],
      place: "Outlook.com settings > Mail > Forwarding and IMAP > \"Let devices and apps use POP\""),
    Switch(signs: ["gmx"], place: "GMX, E-Mail settings > POP3/IMAP"),
    Switch(signs: ["web.de"], place: "WEB.DE, E-Mail settings > POP3/IMAP"),
    Switch(signs: ["freenet"], place: "freenet, Postfach-Einstellungen > POP3/IMAP/SMTP"),
    Switch(signs: ["zoho"], place: "Zoho Mail, Settings > Mail Accounts > POP access"),
    Switch(signs: ["yandex", "ya.ru"], place: "Yandex Mail, Settings > Email clients"),
    Switch(signs: ["qq.com", "foxmail"], place: "QQ Mail, Settings > Account > POP3/SMTP service"),
    Switch(signs: ["163.com", "126.com", "yeah.net"], place: "NetEase Mail, Settings > POP3"),
    Switch(signs: ["naver"], place: "Naver Mail, settings > POP3/IMAP"),
    Switch(signs: ["daum", "hanmail"], place: "Daum Mail, settings > IMAP/POP3"),
    Switch(signs: ["interia"], place: "Interia Poczta on the web: mail programs"),
  ]

  /// Where to switch POP on, if that is what the server's words say; else nil.
  static func advice(_ account: AccountSettings, words: String) -> String? {
    let words = words.lowercased()
    let isOff = [
      "not enabled", "disabled", "not activated", "deactivated", "turned off", "not allowed",
    ]
    .contains { words.contains($0) }
    guard words.contains("pop"), isOff else { return nil }
    let domain = account.user.split(separator: "@").last ?? ""
    let texts = [account.host.lowercased(), domain.lowercased(), words]
    // The server's own name counts for more than what it says.
    for text in texts {
      if let found = switches.first(where: { $0.signs.contains { text.contains($0) } }) {
        return "Switch POP on: \(found.place)."
      }
    }
    return "Switch POP on in the provider's settings, on its website."
  }
}
