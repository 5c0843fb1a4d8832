/// The meaning of charset labels in mail.
///
/// Labels are compared only by their ASCII letters and digits, in lower case, because mail writes
/// "ISO_8859-1", "iso8859-1" and "ISO-8859-1:1987" for the same charset.
enum CharsetLabel {
  /// The letters and digits of the label's first word, in lower case.
  static func key(_ label: String) -> String {
    String(decoding: firstWord(label).utf8.filter(isLetterOrDigit), as: UTF8.self)
  }

  /// The label in lower case, without quotes, a language (RFC 2231 "utf-8*en"), attached parameters
  /// ("utf-8;format=flowed") and other trailing junk; letters, digits and `-_.:+()` only.
  static func firstWord(_ label: String) -> String {
    var word: [UInt8] = []
    for byte in label.utf8.prefix(TextLimits.labelLength) {
      switch byte {
      case UInt8(ascii: "A")...UInt8(ascii: "Z"):
        word.append(byte | 0x20)
      case _ where isLetterOrDigit(byte) || punctuation.contains(byte):
        word.append(byte)
      case UInt8(ascii: "="):
        // "charset=charset=utf-8".
        word = []
      default:
        // A separator ends the word; before the word, it is a quote or a space.
        if word.contains(where: isLetterOrDigit) { return String(decoding: word, as: UTF8.self) }
      }
    }
    return String(decoding: word, as: UTF8.self)
  }

  private static let punctuation = Array("-_.:+()".utf8)

  private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
    UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte || UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte
  }

  /// "dos-862" is code page 862.
  static func codePage(_ key: String) -> String? {
    guard key.hasPrefix("dos"), key.utf8.count > 3,
      key.utf8.dropFirst(3).allSatisfy({ $0 < UInt8(ascii: "a") })
    else { return nil }
    return "cp" + key.dropFirst(3)
  }

  /// Junk without a separator: "windows-1252http-equiv" is windows-1252.
  static func withoutTrailingLetters(_ key: String) -> String {
    let end = key.utf8.lastIndex { $0 < UInt8(ascii: "a") }
    return end.map { String(key[...$0]) } ?? ""
  }

  /// Labels that say nothing about the bytes. us-ascii is included: ASCII is recognised before any
  /// label is used, and 8-bit text cannot be ASCII.
  static let meaningless: Set<String> = [
    "", "ascii", "usascii", "us", "ansix341968", "ansix34", "iso646us", "7bit", "8bit", "binary",
    "base64", "quotedprintable", "unknown", "xunknown", "unknown8bit", "unknowncharset", "default",
    "defaultcharset", "none", "null", "undefined", "charset", "xuserdefined", "userdefined",
    "replacement", "auto", "any", "other", "multi", "false", "true", "wchart",
  ]

  /// Charsets that are not simply read by one of iconv's names.
  static let special: [String: Charset] = {
    func iconv(
      _ name: String, _ iconvName: String, unit: Int = 1, _ shifted: ShiftedEncoding? = nil
    )
      -> Charset
    {
      Charset(
        name: name, codec: .iconv(iconvName, unit: unit, rewriting: shifted), containsASCII: false)
    }
    let utf16 = Charset(name: "utf-16", codec: .utf16, containsASCII: false)
    let japanese = iconv("iso-2022-jp", "EUC-JP-MS", .iso2022JP)
    let korean = iconv("iso-2022-kr", "UHC", .iso2022KR)
    let hz = iconv("hz-gb-2312", "GB18030", .hz)
    let utf7 = iconv("utf-7", "UTF-7")
    let groups: [(Charset, String)] = [
      (.utf8, "unicode11utf8 unicode20utf8 xunicode20utf8 unicodeutf8 xutf8 utf8mb4"),
      (utf16, "utf16 unicode csunicode iso10646ucs2 ucs2 iso10646 xutf16"),
      (iconv("utf-16le", "UTF-16LE", unit: 2), "utf16le unicodefeff ucs2le unicodelittle"),
      (iconv("utf-16be", "UTF-16BE", unit: 2), "utf16be unicodefffe ucs2be unicodebig"),
      (iconv("utf-32", "UTF-32", unit: 4), "utf32 ucs4 iso10646ucs4 csucs4"),
      (iconv("utf-32le", "UTF-32LE", unit: 4), "utf32le ucs4le"),
      (iconv("utf-32be", "UTF-32BE", unit: 4), "utf32be ucs4be"),
      (utf7, "utf7 unicode11utf7 csunicode11utf7 xunicode20utf7 unicode20utf7 unicode11utf"),
      (japanese, "iso2022jp csiso2022jp iso2022jpms cp50220 cp50221 cp50222 jis xjis jis7"),
      (iconv("iso-2022-jp-2", "ISO-2022-JP-2"), "iso2022jp2 csiso2022jp2"),
      (iconv("iso-2022-jp-3", "ISO-2022-JP-3"), "iso2022jp3 iso2022jp2004"),
      (korean, "iso2022kr csiso2022kr cp50225"),
      (iconv("iso-2022-cn", "ISO-2022-CN-EXT"), "iso2022cn csiso2022cn iso2022cnext cp50227"),
      (hz, "hz hzgb2312 hzgb cp52936"),
    ]
    var special: [String: Charset] = [:]
    for (charset, labels) in groups {
      for label in labels.split(separator: " ") { special[String(label)] = charset }
    }
    return special
  }()

  /// WHATWG's name and iconv's name by label.
  static let names: [String: (name: String, iconv: String)] = {
    var names: [String: (name: String, iconv: String)] = [:]
    for (name, iconv, labels) in table {
      for label in labels.split(separator: " ") { names[String(label)] = (name, iconv) }
    }
    return names
  }()

  /// The labels of WHATWG's encoding standard, section 4.2, with those added that mail uses. ISO
  /// 8859-1 and -9 are read as the windows code pages that senders meant, GB 2312 as GB 18030, KS C
  /// 5601 as UHC.
  private static let table: [(name: String, iconv: String, labels: String)] = [
    (
      "windows-1252", "CP1252",
      """
      8859 88591 ansi cp1252 cp1252western cp819 csisolatin1 ibm819 iso859 iso8859 iso88591 \
      iso885911987 iso88591l iso88591windows1252 isoir100 isolatin1 l1 latin latin1 western \
      win1252 windows1252 xcp1252
      """
    ),
    ("windows-1250", "CP1250", "cp1250 win1250 windows1250 xcp1250"),
    ("windows-1251", "CP1251", "cp1251 cp1251u win1251 windows1251 windowscyrillic xcp1251"),
    ("windows-1253", "CP1253", "cp1253 win1253 windows1253 xcp1253"),
    (
      "windows-1254", "CP1254",
      """
      88599 cp1254 csisolatin5 iso88599 iso885991989 isoir148 l5 latin5 win1254 windows1254 \
      xcp1254
      """
    ),
    ("windows-1255", "CP1255", "cp1255 win1255 windows1255 xcp1255"),
    ("windows-1256", "CP1256", "cp1256 win1256 windows1256 xcp1256"),
    ("windows-1257", "CP1257", "cp1257 win1257 windows1257 xcp1257"),
    ("windows-1258", "CP1258", "cp1258 win1258 windows1258 xcp1258"),
    (
      "windows-874", "CP874",
      """
      874 cp874 dos874 iso885911 thai tis620 tis6200 tis6202533 windows874 xwindows874
      """
    ),
    ("iso-8859-2", "ISO-8859-2", "88592 csisolatin2 iso88592 iso885921987 isoir101 l2 latin2"),
    ("iso-8859-3", "ISO-8859-3", "csisolatin3 iso88593 iso885931988 isoir109 l3 latin3"),
    ("iso-8859-4", "ISO-8859-4", "csisolatin4 iso88594 iso885941988 isoir110 l4 latin4"),
    ("iso-8859-5", "ISO-8859-5", "csisolatincyrillic cyrillic iso88595 iso885951988 isoir144"),
    (
      "iso-8859-6", "ISO-8859-6",
      """
      arabic asmo708 csiso88596e csiso88596i csisolatinarabic ecma114 iso88596 iso885961987 \
      iso88596e iso88596i isoir127
      """
    ),
    (
      "iso-8859-7", "ISO-8859-7",
      """
      csisolatingreek ecma118 elot928 greek greek8 iso88597 iso885971987 isoir126 suneugreek
      """
    ),
    (
      "iso-8859-8", "ISO-8859-8",
      """
      csiso88598e csisolatinhebrew hebrew iso88598 iso885981988 iso88598e isoir138 visual
      """
    ),
    ("iso-8859-8-i", "ISO-8859-8", "csiso88598i iso88598i logical"),
    ("iso-8859-10", "ISO-8859-10", "csisolatin6 iso885910 isoir157 l6 latin6"),
    ("iso-8859-13", "ISO-8859-13", "iso885913"),
    ("iso-8859-14", "ISO-8859-14", "iso885914"),
    ("iso-8859-15", "ISO-8859-15", "885915 csisolatin9 iso885915 iso8859151998 l9 latin0 latin9"),
    ("iso-8859-16", "ISO-8859-16", "iso885916"),
    ("koi8-r", "KOI8-R", "cskoi8r koi koi8 koi8r"),
    ("koi8-u", "KOI8-U", "koi8ru koi8u"),
    ("ibm866", "CP866", "866 cp866 csibm866 dos866 ibm866"),
    ("macintosh", "MACINTOSH", "applemacintosh csmacintosh mac macintosh macroman xmacroman"),
    ("x-mac-cyrillic", "MAC-UK", "maccyrillic xmaccyrillic xmacukraine xmacukrainian"),
    (
      "x-mac-ce", "MAC-CENTRALEUROPE",
      "maccentraleurope macce xmacce xmaccentraleurope xmaccentraleurroman maclatin2 xmaclatin2"
    ),
    ("x-mac-icelandic", "MAC-IS", "macicelandic macis xmacicelandic"),
    (
      "gbk", "GB18030",
      """
      936 chinese cngb cp936 csgb2312 csiso58gb231280 euccn eucgb2312cn gb2312 gb231280 gbk \
      gbk2312 isoir58 ms936 windows936 xgb xgbk
      """
    ),
    ("gb18030", "GB18030", "gb18030 gb180302000 gb180302005"),
    (
      "big5", "BIG5-HKSCS",
      """
      950 big5 big52003 big5eten big5hk big5hkscs bigfive cnbig5 cp950 csbig5 windows950 xbig5 \
      xwindows950 xxbig5
      """
    ),
    ("euc-jp", "EUC-JP-MS", "cp51932 cseucpkdfmtjapanese eucjp eucjpms ujis xeuc xeucjp"),
    (
      "shift_jis", "CP932",
      """
      932 cp932 csshiftjis cswindows31j ms932 mskanji shiftjis sjis windows31j windows932 \
      xmscp932 xshiftjis xsjis
      """
    ),
    (
      "euc-kr", "UHC",
      """
      949 cp949 cseuckr csksc56011987 euckr isoir149 korean ksc ksc5601 ksc56011987 \
      ksc56011989 ksc56011992 ksc5636 ksx1001 mscp949 uhc windows949 xwindows949
      """
    ),
  ]
}
