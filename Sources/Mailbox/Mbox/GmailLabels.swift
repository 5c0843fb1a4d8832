import MIME
import Mail

/// X-Gmail-Labels of Google Takeout: labels separated by commas, in quotation marks if they contain
/// a comma, all of it as encoded-words if a label is not ASCII.
enum GmailLabels {
  /// - Parameter value: the field's bytes after the colon, including folds.
  static func parse(_ value: [UInt8]) -> [String] {
    var labels: [String] = []
    var label = ""
    var isQuoted = false
    for character in text(value) {
      switch character {
      case "\"": isQuoted.toggle()
      case "," where !isQuoted:
        labels.append(label)
        label = ""
      default: label.append(character)
      }
    }
    labels.append(label)
    return labels.map(trimmed).filter { !$0.isEmpty }
  }

  /// Takeout writes the names of Gmail's own labels in the account's language. A message that was
  /// opened and then marked as unread has both labels.
  static func flags(of labels: [String]) -> MessageFlags {
    var flags: MessageFlags = []
    var isUnread = false
    for label in labels {
      let name = label.lowercased()
      if opened.contains(name) { flags.insert(.seen) }
      if starred.contains(name) { flags.insert(.flagged) }
      if drafts.contains(name) { flags.insert(.draft) }
      isUnread = isUnread || unread.contains(name)
    }
    return isUnread ? flags.subtracting(.seen) : flags
  }

  private static func text(_ value: [UInt8]) -> String {
    let field = Array("X-Gmail-Labels:".utf8) + value + Array("\n\n".utf8)
    let header = Message(parsing: field).header
    return header.first("x-gmail-labels").map { header.text(of: $0) } ?? ""
  }

  private static func trimmed(_ text: String) -> String {
    let front = text.drop { $0 == " " }
    return String(front.prefix(front.count - front.reversed().prefix { $0 == " " }.count))
  }
}

/// Gmail's own labels in the languages of most accounts, in lower case: English, German, French,
/// Spanish, Portuguese, Italian, Dutch, Polish, Czech, Slovak, Danish, Norwegian, Swedish, Finnish,
/// Hungarian, Romanian, Turkish, Greek, Russian, Ukrainian, Japanese, Korean, Chinese, Catalan, Hebrew,
/// Arabic, Hindi, Vietnamese, Thai, Croatian, Bulgarian, Indonesian, Slovenian, Serbian, Lithuanian,
/// Latvian, Estonian. A
/// user-defined label with one of these names is treated the same.
extension GmailLabels {
  private static let opened: Set<String> = [
    "opened", "geöffnet", "ouvert", "ouverts",
    "abierto", "abiertos", "aberto", "abertos", "aberta",
    "abertas", "aperto", "aperti", "aperta",
    "aperte", "geopend", "otwarte", "otwarto", "otwarta",
    "otevřeno", "otevřené", "otvorené", "åbnet",
    "åbnede", "åpnet", "åpnede", "öppnat", "öppnad",
    "öppnade", "avattu", "avatut", "megnyitva",
    "megnyitott", "deschis", "deschise", "açıldı", "açildi",
    "açılmış", "açılanlar", "ανοιγμένα", "ανοιχτά",
    "άνοιξε", "открыто", "открытые", "открытое",
    "прочитано", "прочитанные", "відкрито", "відкриті", "開封済み",
    "開封済", "열린", "열림", "읽음", "열어본 메일",
    "已打开", "已開啟", "已读", "已讀",
    "obert", "oberts", "נפתח", "נפתחו", "مفتوح", "مفتوحة", "تم فتحها", "खोला गया", "खोले गए",
    "đã mở", "เปิดแล้ว", "เปิดอ่านแล้ว", "otvoreno", "otvorene", "otvorena", "отворено",
    "отворени", "отворена", "dibuka", "telah dibuka", "odprto", "otvoreni", "atidaryta",
    "atvērts", "avatud",
  ]

  private static let unread: Set<String> = [
    "unread", "ungelesen", "non lus", "non lu",
    "non lue", "non lues", "no leído", "no leídos",
    "no leídas", "sin leer", "não lida", "não lidas", "não lido", "não lidos", "non letto",
    "non letti", "non letta", "non lette", "da leggere", "ongelezen", "nieprzeczytane",
    "nieprzeczytana", "nepřečtené", "nepřečteno",
    "nepřečtená", "neprečítané", "ulæst", "ulæste",
    "ulest", "uleste", "oläst", "olästa",
    "lukematta", "lukemattomat", "lukematon", "olvasatlan",
    "olvasatlanok", "necitit", "necitite", "okunmadı", "okunmamış", "okunmayanlar",
    "μη αναγνωσμένα",
    "αδιάβαστα", "непрочитанные", "непрочитанное",
    "не прочитано", "непрочитано", "непрочитані",
    "未読", "읽지 않음", "읽지않음", "안읽음", "未读", "未讀",
    "no llegits", "no llegit", "sense llegir", "לא נקרא", "לא נקראו", "שלא נקראו", "غير مقروء",
    "غير مقروءة", "غير المقروءة", "अपठित", "बिना पढ़े", "chưa đọc", "thư chưa đọc",
    "ยังไม่ได้อ่าน", "ยังไม่อ่าน", "nepročitano", "nepročitane", "nepročitana", "непрочетено",
    "непрочетени", "непрочетена", "belum dibaca", "neprebrano", "neskaityta", "neskaityti",
    "nelasīts", "nelasītie", "lugemata",
  ]

  private static let starred: Set<String> = [
    "starred", "markiert", "mit stern", "suivi", "suivis", "messages suivis", "favoris",
    "destacado",
    "destacados", "destacada", "com estrela",
    "con estrella", "marcados com estrela", "speciali",
    "speciale", "con stella", "met ster",
    "oznaczone gwiazdką", "z gwiazdką", "s hvězdičkou",
    "označeno hvězdičkou", "s hviezdičkou",
    "stjernemarkeret", "stjernemarkerede", "stjernemerket",
    "stjärnmärkt", "stjärnmärkta", "tähdellä merkitty", "tähdellä merkityt", "csillagozott",
    "csillaggal megjelölt", "cu stea", "yıldızlı", "yıldızlılar", "yildizli", "με αστέρι",
    "помеченные",
    "помеченное", "отмеченные", "из позначкою", "із зірочкою", "з зірочкою", "スター付き", "별표",
    "별표 표시됨", "별표편지함", "별표 편지함", "已加星标", "已加星號", "星标",
    "destacats", "destacat", "מסומן בכוכב", "מסומנים בכוכב", "المميّزة بنجمة", "المميزة بنجمة",
    "مميزة بنجمة", "مميز بنجمة", "مميّز بنجمة", "तारांकित", "có gắn dấu sao", "được gắn dấu sao",
    "đã gắn dấu sao", "ติดดาว", "ที่ติดดาว", "označeno zvjezdicom", "sa zvjezdicom",
    "със звезда", "berbintang", "z zvezdico", "са звездицом", "pažymėta žvaigždute",
    "su žvaigždute", "ar zvaigznīti", "tärniga",
  ]

  private static let drafts: Set<String> = [
    "drafts", "draft", "entwürfe", "entwurf",
    "brouillons", "brouillon", "borradores", "borrador",
    "rascunhos", "rascunho", "bozze", "bozza", "concepten", "concept", "wersje robocze",
    "wersja robocza", "koncepty", "koncept", "rozepsané", "kladder", "kladde", "utkast",
    "luonnokset",
    "luonnos", "piszkozatok", "piszkozat",
    "mesaje nefinalizate", "schițe", "ciorne", "taslaklar",
    "taslak", "πρόχειρα", "черновики", "черновик",
    "чернетки", "чернетка", "下書き", "임시보관함", "임시 보관함",
    "草稿",
    "esborranys", "esborrany", "טיוטות", "טיוטה", "المسودات", "مسودات", "مسودة", "ड्राफ़्ट",
    "ड्राफ्ट", "thư nháp", "bản nháp", "จดหมายร่าง", "ร่างจดหมาย", "ร่าง", "skice", "skica",
    "nacrti", "чернови", "чернова", "draf", "osnutki", "osnutek", "недовршене", "juodraščiai",
    "juodraštis", "melnraksti", "melnraksts", "mustandid", "mustand",
  ]
}
