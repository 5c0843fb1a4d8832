import Testing

@testable import MIME

@Suite struct CharsetLabelTests {
  @Test(
    arguments: [
      ("utf-8", "utf-8"), ("UTF8", "utf-8"), ("utf_8", "utf-8"), ("unicode-1-1-utf-8", "utf-8"),
      ("\"utf-8\"", "utf-8"), ("'utf-8'", "utf-8"), (" utf-8 ", "utf-8"), ("utf-8\r\n", "utf-8"),
      ("utf-8;format=flowed", "utf-8"), ("utf-8\"; x=\"y", "utf-8"), ("charset=utf-8", "utf-8"),
      ("utf-8*en", "utf-8"), ("utf-8mime-version", "utf-8"), ("utf-8,iso-8859-1", "utf-8"),
      ("iso-8859-1", "windows-1252"), ("ISO8859-1", "windows-1252"), ("latin1", "windows-1252"),
      ("iso_8859-1:1987", "windows-1252"), ("l1", "windows-1252"), ("CP-1252", "windows-1252"),
      ("Windows-1252http-equivContent-Type", "windows-1252"), ("iso 8859-1", nil),
      ("iso-8859-2", "iso-8859-2"), ("latin2", "iso-8859-2"), ("win-1250", "windows-1250"),
      ("iso-8859-9", "windows-1254"), ("iso-8859-15", "iso-8859-15"), ("latin-9", "iso-8859-15"),
      ("iso-8859-8-i", "iso-8859-8-i"), ("iso-8859-8-e", "iso-8859-8"), ("logical", "iso-8859-8-i"),
      ("gb2312", "gbk"), ("GB_2312-80", "gbk"), ("cp936", "gbk"), ("gb18030", "gb18030"),
      ("ks_c_5601-1987", "euc-kr"), ("cp949", "euc-kr"), ("euc-kr", "euc-kr"), ("johab", "johab"),
      ("x-sjis", "shift_jis"), ("cp932", "shift_jis"), ("Shift-JIS", "shift_jis"),
      ("windows-31j", "shift_jis"), ("x-euc-jp", "euc-jp"), ("eucJP-ms", "euc-jp"),
      ("iso-2022-jp", "iso-2022-jp"), ("ISO-2022-JP-2", "iso-2022-jp-2"),
      ("csISO2022KR", "iso-2022-kr"), ("iso-2022-cn", "iso-2022-cn"), ("hz-gb-2312", "hz-gb-2312"),
      ("big5", "big5"), ("big5-hkscs", "big5"), ("cp950", "big5"), ("x-x-big5", "big5"),
      ("utf-7", "utf-7"), ("unicode-1-1-utf-7", "utf-7"), ("utf-16", "utf-16"),
      ("unicode", "utf-16"), ("UTF-16LE", "utf-16le"), ("utf-32be", "utf-32be"),
      ("koi8-r", "koi8-r"), ("koi8_u", "koi8-u"), ("cp866", "ibm866"), ("cp-850", "cp850"),
      ("ibm437", "ibm437"), ("tis-620", "windows-874"), ("viscii", "viscii"), ("tcvn", "tcvn"),
      ("x-mac-roman", "macintosh"), ("x-mac-cyrillic", "x-mac-cyrillic"),
      ("us-ascii", nil), ("ANSI_X3.4-1968", nil), ("x-unknown", nil), ("unknown-8bit", nil),
      ("x-user-defined", nil), ("", nil), ("\"\"", nil), ("_charset_", nil), ("../../etc/x", nil),
      ("utf-9", nil), ("no", nil), ("\u{0}\u{0}", nil),
    ] as [(String, String?)])
  func labelMeans(_ label: String, _ name: String?) {
    #expect(Charset.named(label)?.name == name)
  }

  @Test func unknownLabelsAreNotRememberedForEver() {
    for number in 0..<2_000 { #expect(Charset.named("nonsense-\(number)-x")?.name == nil) }
    #expect(Charset.named("iso-8859-7")?.name == "iso-8859-7")
  }
}
