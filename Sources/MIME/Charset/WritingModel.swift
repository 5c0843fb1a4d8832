/// Typical writing in the languages of one charset, as points per character.
struct WritingModel {
  /// A label of the charset.
  let charset: String
  /// The script that the charset is used for.
  let script: Script
  /// Points for the frequency of the charset in mail.
  let bias: Double
  /// Points by character, from the most to the least frequent.
  let rank: [Unicode.Scalar: Double]

  enum Script { case latin, cyrillic, greek, hebrew, arabic, thai, japanese, han, hangul }

  init(
    _ charset: String, _ script: Script, bias: Double = 0, frequent: String, rare: String = ""
  ) {
    self.bias = bias
    self.charset = charset
    self.script = script
    let scalars = Array(frequent.unicodeScalars)
    var rank: [Unicode.Scalar: Double] = [:]
    for (position, scalar) in scalars.enumerated() where rank[scalar] == nil {
      rank[scalar] = script == .latin ? 0 : Double(position) / Double(scalars.count)
    }
    for scalar in rare.unicodeScalars { rank[scalar] = 0.7 }
    // Capitals count like their small letters.
    for (scalar, value) in rank {
      for capital in scalar.properties.uppercaseMapping.unicodeScalars where rank[capital] == nil {
        rank[capital] = value
      }
    }
    self.rank = rank
  }

  /// Mean points of the characters beyond ASCII, weighted by the number of their bytes.
  func score(_ text: String) -> Double {
    let scalars = Array(text.unicodeScalars)
    let isMixedCase = scalars.contains { belongsToScript($0) && $0.properties.isLowercase }
    var points = 0.0
    var bytes = 0.0
    var previous: Unicode.Scalar = " "
    for (index, scalar) in scalars.enumerated() {
      if scalar.value >= 0x80 {
        let next = index + 1 < scalars.count ? scalars[index + 1] : " "
        let width = isWide(scalar) ? 2.0 : 1.0
        var value = value(of: scalar, after: previous, isMixedCase: isMixedCase)
        // A single letter is more likely a sign of another charset, such as a bullet.
        if width == 1, !isLetter(previous), !isLetter(next) { value = min(value, 0.25) }
        if Self.loneSigns.contains(scalar), previous.value < 0x80, next.value < 0x80 { value = 0.3 }
        points += width * value
        bytes += width
      }
      points -= clash(previous, scalar)
      previous = scalar
    }
    if script == .cyrillic || script == .hebrew {
      points -= scalars.split { !belongsToScript($0) }.reduce(0) { $0 + oddity(of: $1) }
    }
    return bytes == 0 ? 0 : points / bytes + bias - doubt(scalars)
  }

  /// Points subtracted for a word that the languages of the script do not have.
  private func oddity(of word: ArraySlice<Unicode.Scalar>) -> Double {
    switch script {
    case .cyrillic:
      let lacksVowel = word.count > 2 && !word.contains(where: Self.cyrillicVowels.contains)
      let odd = zip([" "] + word, word).count { before, letter in
        Self.afterConsonants.contains(letter)
          && (before == " " || Self.cyrillicVowels.contains(before))
      }
      return 0.6 * Double(odd + (lacksVowel ? 1 : 0))
    case .hebrew:
      // Five letters have another form at the end of a word, and only there.
      let inside = word.dropLast().count(where: Self.finals.contains)
      return 1.5 * Double(inside) - (word.last.map(Self.finals.contains) == true ? 0.6 : 0)
    default: return 0
    }
  }

  /// Points subtracted from a text that is more likely Hungarian, which has ő and ű at the bytes of õ
  /// and û, and acute accents: the languages with õ or û and acute accents have other letters, too.
  private func doubt(_ scalars: [Unicode.Scalar]) -> Double {
    func has(_ letters: Set<Unicode.Scalar>) -> Bool { scalars.contains(where: letters.contains) }
    return charset == "windows-1252" && has(Self.likeHungarian) && has(Self.acute)
      && !has(Self.notHungarian) ? 0.3 : 0
  }

  /// Points subtracted for two adjacent characters that this writing does not have.
  private func clash(_ previous: Unicode.Scalar, _ scalar: Unicode.Scalar) -> Double {
    if script == .latin { return latinClash(previous, scalar) }
    // The alphabet does not change inside a word.
    guard isASCIILetter(scalar), belongsToScript(previous) else { return 0 }
    return isWide(previous) ? 0.6 : 1
  }

  /// Distinguishes letters with the same byte by their place in words: "fløde" and "při".
  private func latinClash(_ previous: Unicode.Scalar, _ scalar: Unicode.Scalar) -> Double {
    guard isLetter(scalar) else { return 0 }
    // Icelandic words begin with þ but not with ð.
    if charset == "windows-1252", scalar == "þ" && isLetter(previous) { return 0.6 }
    if charset == "windows-1252", scalar == "ð" && !isLetter(previous) { return 0.6 }
    switch previous {
    // A pound sign precedes a number; elsewhere the byte is the letter Ł.
    case "£": return 1.5
    // These occur only at the end of Italian and French words.
    case "ì", "ù", "Ý": return 0.6
    case "œ", "Œ": return scalar == "u" || scalar == "i" ? 0 : 0.6
    default: break
    }
    let isSameKind = isVowel(previous) == isVowel(scalar)
    if belongsToScript(previous) { return isSameKind ? 0.6 : 0 }
    let isVowelPair = belongsToScript(scalar) && isASCIILetter(previous) && isVowel(scalar)
    return isVowelPair && isSameKind ? 0.3 : 0
  }

  private func value(
    of scalar: Unicode.Scalar, after previous: Unicode.Scalar, isMixedCase: Bool
  ) -> Double {
    if let rank = rank[scalar] {
      return 1.5 - rank + shape(of: scalar, after: previous, isMixedCase)
    }
    if scalar == "’" && isLetter(previous) && script == .latin { return 1 }
    if Self.frequentSigns.contains(scalar) { return 0.8 }
    if Self.punctuation.contains(scalar) { return 0.3 }
    if Self.openers.contains(scalar) { return isLetter(previous) ? -1 : script == .latin ? 1.2 : 0 }
    if belongsToScript(scalar) {
      return (script.isIdeographic ? 0.5 : 0.1) + shape(of: scalar, after: previous, isMixedCase)
    }
    switch scalar.value {
    case 0xFFFD, 0x80..<0xA0, 0xE000..<0xF900: return -5
    case 0x3000...0x303F, 0xFF01...0xFF5E: return script.isIdeographic ? 1.2 : -1
    default: return -1
    }
  }

  /// Penalties for letters that do not follow each other in words.
  private func shape(
    of scalar: Unicode.Scalar, after previous: Unicode.Scalar, _ isMixedCase: Bool
  ) -> Double {
    switch script {
    case .latin:
      // Two adjacent letters with marks are rare; so are capitals inside a word.
      if belongsToScript(previous) { return -0.85 }
      return scalar.properties.isUppercase && previous.properties.isLowercase ? -0.9 : 0
    case .cyrillic, .greek:
      if isASCIILetter(previous) { return -1 }
      guard scalar.properties.isUppercase, belongsToScript(previous) else { return 0 }
      return previous.properties.isLowercase ? -0.9 : isMixedCase ? -0.4 : 0
    case .thai:
      // Leading vowels precede a consonant, signs above and below follow one.
      let afterLeading = 0xE40...0xE44 ~= previous.value
      if afterLeading && !(0xE01...0xE2E ~= scalar.value) { return -1.5 }
      let sign = [0xE31, 0xE34, 0xE35, 0xE36, 0xE37, 0xE38, 0xE39, 0xE47].contains(scalar.value)
      if sign && !(0xE01...0xE2E ~= previous.value) { return -1.5 }
      return isASCIILetter(previous) ? -1 : 0
    case .hebrew, .arabic:
      return isASCIILetter(previous) ? -1 : 0
    case .japanese, .han, .hangul:
      // A byte between ASCII letters is more likely an accent or an apostrophe.
      return isASCIILetter(previous) ? -0.4 : 0
    }
  }

  private func belongsToScript(_ scalar: Unicode.Scalar) -> Bool {
    switch (script, scalar.value) {
    case (.latin, 0xC0...0xD6), (.latin, 0xD8...0xF6), (.latin, 0xF8...0x24F): true
    case (.cyrillic, 0x400...0x45F), (.greek, 0x386...0x3CE): true
    case (.hebrew, 0x5D0...0x5EA), (.arabic, 0x621...0x6D2), (.thai, 0xE01...0xE5B): true
    case (.japanese, 0x3041...0x30FC), (.japanese, 0x4E00...0x9FFF): true
    case (.japanese, 0xFF66...0xFF9F): true
    case (.han, 0x4E00...0x9FFF), (.hangul, 0xAC00...0xD7A3): true
    default: false
    }
  }

  private func isWide(_ scalar: Unicode.Scalar) -> Bool {
    scalar.value >= 0x1100 && script.isIdeographic && !(0xFF61...0xFF9F ~= scalar.value)
  }

  private func isLetter(_ scalar: Unicode.Scalar) -> Bool {
    isASCIILetter(scalar) || belongsToScript(scalar)
  }

  private func isVowel(_ scalar: Unicode.Scalar) -> Bool {
    Self.vowels.contains(scalar)
  }

  private func isASCIILetter(_ scalar: Unicode.Scalar) -> Bool {
    scalar.value < 0x80 && 0x61...0x7A ~= scalar.value | 0x20
  }

  /// Signs that occur in mail of every language.
  private static let frequentSigns = Set("\u{A0}«»“”„‘‚©®™".unicodeScalars)
  /// Signs that are more likely letters of another charset when several are adjacent.
  private static let loneSigns = Set("´¨¢¥¦¬¯±²³µ¶¹¼¾×÷".unicodeScalars)
  private static let openers = Set("¿¡£".unicodeScalars)
  private static let likeHungarian = Set("õûÕÛ".unicodeScalars)
  private static let acute = Set("áíóúÁÍÓÚ".unicodeScalars)
  private static let notHungarian = Set("ãâêàèçñäßåøæÃÂÊÀÈÇÑÄÅØÆ".unicodeScalars)
  private static let finals = Set("ךםןףץ".unicodeScalars)
  private static let cyrillicVowels = Set("аеёиоуыэюяіїєйАЕЁИОУЫЭЮЯІЇЄЙ".unicodeScalars)
  private static let afterConsonants = Set("ьъыЬЪЫ".unicodeScalars)
  private static let vowels = Set(
    "aeiouyáàâãäåæăąéèêëěęíìîïóòôõöøőœúùûüůűýıAEIOUYÁÀÂÃÄÅÆĂĄÉÈÊËĚĘÍÌÎÏÓÒÔÕÖØŐŒÚÙÛÜŮŰÝİ"
      .unicodeScalars + "ėįųūāēīĖĮŲŪĀĒĪ".unicodeScalars)
  private static let punctuation = Set("’–—…•·°§€№×½".unicodeScalars)
}

extension WritingModel.Script {
  var isIdeographic: Bool { self == .japanese || self == .han || self == .hangul }
}

extension WritingModel {
  /// In order of rank: the earlier one wins if two read the text equally well.
  static let candidates: [WritingModel] = [
    WritingModel(
      "windows-1252", .latin, bias: 0.15, frequent: "éäöüàèßçáíóúñãâêôîûåøæõëïœìòù", rare: "ýðþ"),
    WritingModel("windows-1251", .cyrillic, frequent: russian),
    WritingModel("koi8-r", .cyrillic, frequent: russian),
    WritingModel("windows-1250", .latin, frequent: centralEuropean),
    WritingModel("iso-8859-2", .latin, frequent: centralEuropean),
    WritingModel("shift_jis", .japanese, bias: 0.1, frequent: japanese),
    WritingModel("euc-jp", .japanese, bias: 0.1, frequent: japanese),
    WritingModel("gb18030", .han, bias: 0.1, frequent: simplified),
    WritingModel("big5", .han, bias: 0.1, frequent: traditional),
    WritingModel("euc-kr", .hangul, bias: 0.1, frequent: korean),
    WritingModel("windows-1253", .greek, bias: -0.05, frequent: "αοιετσνηυρπκμλςωίόάέδγήύθχφώβξζψ"),
    WritingModel("windows-1254", .latin, frequent: "ıüşğöçİéâî"),
    WritingModel("windows-1255", .hebrew, bias: 0.05, frequent: "יוהלאתרמבשנעםחדקפטןצכגזסץךף"),
    WritingModel("windows-1257", .latin, frequent: "ėšžųįąčūęāīņēģķļ", rare: "õäöüøåæéóśźżńł"),
    WritingModel("windows-1256", .arabic, frequent: "الينمرتوبدعسفهكقحجشصخةطذىضثءغزأظإؤئآ"),
    WritingModel("ibm866", .cyrillic, bias: -0.3, frequent: russian),
    WritingModel("iso-8859-5", .cyrillic, bias: -0.35, frequent: russian),
    WritingModel("windows-874", .thai, bias: -0.3, frequent: "านรกอเงมยลวดทสตะปบคหแจพชขใไโผซถภ่้ีิัืุู์ำ็"),
  ]

  private static let russian = "оеаинтсрвлкмдпуяыьгзбчйхжшюцщэфъёіїє"
  private static let centralEuropean = "áéíóěščřžýůąęłżśćńźőűúťďňöüäâăîșțđ"
  /// Kana first, then the most common characters of newspapers and mail.
  private static let japanese = """
    のいにしたるはをがとでてなかれっまこすンスりルトらさイラあもうーアクよレグロドシジきつくテ\
    プリめコタメマフえみんだブサお日一国人年大本中長出時行見月後前生間上東今金入学高円子外下\
    来気小山話書先名水電校語何会同事自社発者地業方新場員立開手力問代明動京目通言理体田主題意\
    不作用度公持以思家世多正安心教文重近考画知道集別物使品計特私始運広住真有少料工建空送切転\
    確認願件連絡様御世話届予定質問回答議資料添付
    """
  private static let simplified = """
    的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年\
    过发后作里用道行所然家种事成方多经么去法学如都同现当没动面起看定天分还进好小部其些主样理心\
    她本前开但因只从想实日军者意无力它与长把机十民第公此已工使情明性知全三又关点正业外将两高间\
    由问很最重并物手应向文体政美相见被利什二等产或新己制加月话合回特代内信表化老给世位次度任常\
    先通教原东提及比员解水名真论处各入几口认条平系气题活请您谢邮件电安报数据务联
    """
  private static let traditional = """
    的一是不了在人有我他這個們中來上大為和國地到以說時要就出會可也你對生能而子那得於著下自之年\
    過發後作里用道行所然家種事成方多經麼去法學如都同現當沒動面起看定天分還進好小部其些主樣理心\
    她本前開但因只從想實日軍者意無力它與長把機十民第公此已工使情明性知全三又關點正業外將兩高間\
    由問很最重並物手應向文體政美相見被利什二等產或新己制加月話合回特代內信表化老給世位次度任常\
    先通教原東提及比員解水名真論處各入幾口認條平系氣題活請您謝郵件電安報數據務聯
    """
  private static let korean = """
    이다는에을의가고하지은를한도기로사어리자대시아서나그인있정부일것해과수들만라전스장보여제상\
    으주게원소성구안와면국우연동업관공용방등회학간경문신요조세오진계비생개합니습내마무영미유위\
    중물적할발선결산말분행교단입차모바배데까려려겠드립감녕하세요메
    """
}
