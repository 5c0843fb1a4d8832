public import Archive

/// How a person gets an id for Mailcask at a provider that wants programs to be registered.
public enum ClientGuide {
  public static func lines(_ provider: OAuthProvider) -> [String] {
    switch provider {
    case .microsoft:
      [
        "Microsoft takes no passwords, only logins by OAuth, for which a program needs an id. This",
        "Mailcask was built without one. You can make your own, for nothing, in some minutes:",
        "  1. Open https://entra.microsoft.com and log in with any Microsoft account.",
        "  2. App registrations > New registration. Name: Mailcask.",
        "  3. Supported account types: those with personal Microsoft accounts. Register.",
        "  4. Authentication > Advanced settings > Allow public client flows: Yes. Save.",
        "  5. Overview > Application (client) ID: copy it.",
        "Mailcask then shows an address and a code to type there, once.",
      ]
    case .google:
      [
        "An app password is the simpler way to Gmail: leave out --oauth. Google's OAuth wants a",
        "client of your own:",
        "  1. Open https://console.cloud.google.com and make a project.",
        "  2. APIs & Services > Credentials > Create credentials > OAuth client ID > Desktop app.",
        "  3. Copy the client ID and the client secret (--oauth-client-secret).",
        "Mailcask then shows an address to open in a browser of this machine, once.",
      ]
    case .yahoo, .aol, .att:
      [
        "This provider gives ids for mail only to programs whose maker it has admitted; Mailcask",
        "has none. Use an app password as long as the account offers one. With an id of your own:",
        "  1. Register an app at https://developer.yahoo.com/apps (AOL: developer.aol.com).",
        "  2. Copy the client ID and the client secret (--oauth-client-secret).",
        "  3. Get a refresh token for the scope mail-w with any OAuth tool.",
      ]
    case .custom: []
    }
  }
}
