/// What a desktop needs to start the page from its menu (Desktop Entry Specification 1.5).
package struct Launcher {
  /// The path of the program.
  let program: String

  package init(program: String) { self.program = program }

  /// The files, with their places below a directory such as "~/.local/share".
  package var files: [(place: String, text: String)] {
    [
      ("applications/mailcask.desktop", entry),
      ("icons/hicolor/scalable/apps/mailcask.svg", Icon.program.markup + "\n"),
    ]
  }

  private var entry: String {
    """
    [Desktop Entry]
    Type=Application
    Version=1.5
    Name=Mailcask
    GenericName=Mail archive
    GenericName[de]=Mailarchiv
    Comment=Search and read all your mail on this computer
    Comment[de]=Alle Mails auf diesem Rechner durchsuchen und lesen
    Exec=\(Self.quoted(program)) web --launched
    Icon=mailcask
    Terminal=false
    Categories=Office;Email;
    Keywords=mail;archive;search;backup;

    """
  }

  /// A word of Exec: in quotation marks, with what is special in them escaped, and the backslashes of
  /// that escaped once more, as in every value.
  static func quoted(_ word: String) -> String {
    var text = ""
    for character in word.unicodeScalars {
      switch character {
      case "\\": text += "\\\\\\\\"
      case "\"", "`", "$": text += "\\\\\(character)"
      case "%": text += "%%"
      default: text.unicodeScalars.append(character)
      }
    }
    return "\"\(text)\""
  }
}
