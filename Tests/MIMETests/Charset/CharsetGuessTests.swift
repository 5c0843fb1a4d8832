import Testing

@testable import MIME

@Suite struct CharsetGuessTests {
  /// Charset that the undeclared bytes are in, and the text that must come out.
  @Test(arguments: [
    ("CP1252", "Wir möchten Sie für die Verzögerung um Entschuldigung bitten."),
    ("CP1252", "Müller"), ("CP1252", "élève"), ("CP1252", "I don’t know"),
    ("CP1252", "It’s 5 £ – ok…"), ("CP1252", "L’été dernier, nous étions à Nîmes."),
    ("CP1252", "¿Mañana estará en España?"), ("CP1252", "Smörgåsbord på fredag"),
    ("CP1252", "Não há informações disponíveis"), ("CP1252", "GRÜSSE AUS KÖLN"),
    ("CP1252", "Rødgrød med fløde på"), ("CP1252", "Þetta er íslenska, góðan daginn"),
    ("CP1252", "Das heißt: schön – „sehr schön“"),
    ("CP1252", "´!"), ("CP1252", "´example"), ("CP1252", "20 ±1"),
    ("CP1252", "© 2003 Example"), ("CP1252", "• one • two · ®"), ("CP1252", "100\u{A0}% sure"),
    ("CP1251", "Добрый день, коллеги!"), ("CP1251", "Привет"), ("CP1251", "СРОЧНОЕ СООБЩЕНИЕ"),
    ("CP1251", "Тема письма: отчёт за март"), ("CP1251", "Здравей, как си? Благодаря"),
    ("KOI8-R", "Добрый день, коллеги!"), ("KOI8-R", "Привет"), ("KOI8-R", "СРОЧНОЕ СООБЩЕНИЕ"),
    ("KOI8-R", "Отчёт за март во вложении."),
    ("CP866", "Добрый день, коллеги!"), ("ISO-8859-5", "Добрый день, коллеги!"),
    ("ISO-8859-2", "Příliš žluťoučký kůň úpěl ďábelské ódy"),
    ("ISO-8859-2", "Zażółć gęślą jaźń i dziękuję"),
    ("CP1250", "Dziękuję za wiadomość, proszę o odpowiedź w środę"),
    ("CP1250", "Dobrý den, děkuji za Váš dotaz, těším se"),
    ("CP1253", "Καλημέρα σας, ευχαριστώ πολύ"), ("CP1254", "Teşekkürler, iyi günler dilerim"),
    ("CP1255", "שלום לכולם, תודה רבה"), ("CP1255", "שלום"), ("CP1255", "דוד כהן"),
    ("CP1255", "תודה"), ("CP1255", "חשבונית לחודש מרץ"), ("CP1255", "פגישה מחר"),
    ("KOI8-R", "ВНИМАНИЕ"), ("KOI8-R", "ПРИВЕТ"), ("CP1251", "счёт за март"),
    ("CP1252", "Get 4 DVDs for 49¢ now"), ("CP1252", "• one thing\n• another\n• a third"),
    ("CP1252", "° no relays\n° easy to use"), ("CP1252", "rendez-vous à Paris"),
    ("CP1252", "LABTEC® headset"),
    // Single words, which only their pairs of letters tell.
    ("CP1257", "sąskaita"), ("CP1257", "ačiū"), ("CP1257", "įmonė"), ("CP1257", "rēķins"),
    ("CP1257", "paldies, jautājums"), ("CP1255", "מכתב"), ("CP1255", "נסיעה"), ("CP1255", "הזמנה"),
    ("CP1253", "τιμολόγιο"), ("CP1253", "ευχαριστώ"), ("CP1254", "toplantı"), ("CP1254", "mesajı"),
    ("CP1250", "środa"), ("CP1250", "čtvrtek"), ("CP1250", "întâlnire"), ("CP1250", "időpont"),
    ("CP1250", "výroční"), ("CP1252", "góðan daginn"), ("CP1251", "зустріч"), ("CP1256", "فاتورة"),
    ("CP1252", "reunião"), ("CP1252", "garçon"), ("CP1252", "Grüße"), ("CP1252", "größe"),
    ("CP1257", "Sąskaita už kovą, ačiū. Žydrūnas"), ("CP1257", "Dėkoju už jūsų laišką"),
    ("CP1257", "Paldies, tikšanās būs rīt pēc pusdienām"), ("CP1255", "מצורפת החשבונית"),
    ("KOI8-R", "ПОЗДРАВЛЯЮ"),
    ("CP1255", "דוח שנתי"), ("CP1255", "הזמנה לישיבת ועד הבית"), ("CP1255", "אישור הזמנה"),
    ("KOI8-R", "ОБЪЯВЛЕНИЕ"), ("CP1251", "Объявление"), ("KOI8-R", "мы вас ждём"),
    ("KOI8-R", "ЗАКАЗ"), ("CP1251", "договор поставки"), ("CP1251", "Українська мова"),
    ("CP1250", "Jó napot, küldöm a számlát, Győző"), ("ISO-8859-2", "Őrsi Ágnes és Győző"),
    ("CP1250", "Erdős Pál"), ("CP1252", "As opiniões são boas, põe lá"),
    ("CP1252", "Où est le dîner? C'est sûr, bien sûr"), ("CP1252", "või õhtul tööle"),
    ("CP1256", "السلام عليكم ورحمة الله وبركاته"),
    ("CP874", "สวัสดีครับ ขอบคุณมาก"),
    ("CP932", "お世話になっております。"), ("CP932", "会議のお知らせ"), ("CP932", "ﾃｽﾄ送信のご案内です"),
    ("CP932", "メールの件名"),
    ("EUC-JP-MS", "お世話になっております。"), ("EUC-JP-MS", "会議のお知らせ"),
    ("EUC-JP-MS", "よろしくお願いいたします"),
    ("GBK", "您好，请查收附件。谢谢！"), ("GBK", "会议通知"), ("GBK", "关于公司的报告"),
    ("GB18030", "中国人民都知道这件事情"),
    ("BIG5", "您好，請查收附件。謝謝！"), ("BIG5", "會議通知"), ("BIG5", "關於公司的報告"),
    ("EUC-KR", "안녕하세요, 회의 자료를 보내드립니다."), ("EUC-KR", "감사합니다"),
    ("UHC", "회의 일정 안내"),
    ("ISO-2022-JP", "お世話になっております。"), ("ISO-2022-KR", "감사합니다"),
  ])
  func undeclaredTextIsRecognised(_ charset: String, _ text: String) {
    let decoded = decodeText(encode(text, as: charset))
    #expect(decoded.text == text, "read as \(decoded.used)")
    #expect(decoded.reason == .guessed)
  }

  @Test func guessLooksBeyondLongASCII() {
    let text = String(repeating: "Lorem ipsum dolor sit amet. ", count: 4_000) + "С уважением, Иван"
    #expect(decodeText(encode(text, as: "KOI8-R")).text == text)
  }
}
