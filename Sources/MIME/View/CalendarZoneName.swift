import Bytes

/// What the TZID of a calendar that does not define its zone may mean: a name in the tz database, also
/// with a prefix ("/mozilla.org/20050126_1/Europe/Berlin"), a name of Windows ("W. Europe Standard
/// Time"), what Outlook shows people ("(UTC+01:00) Amsterdam, Berlin"), or an offset ("GMT+0200").
enum CalendarZoneName {
  /// Seconds east of Greenwich when the clocks of the zone show this time; nil if nothing of that is
  /// known.
  static func offset(of id: String, at time: Int64, _ clock: CalendarClock) -> Int? {
    for name in names(id) {
      if let offset = clock.offset(name, time) { return offset }
    }
    return fixedOffset(id)
  }

  /// Names in the tz database, the likeliest first.
  private static func names(_ id: String) -> [String] {
    var names = [id]
    if id.utf8.first == Byte.slash {
      let levels = id.split(separator: "/")
      names = (1...3).reversed().map { levels.suffix($0).joined(separator: "/") }
    }
    if let name = windows[id.lowercased()] { names.append(name) }
    return names + namesOfCities(id)
  }

  /// "(UTC+01:00) Amsterdam, Berlin, Bern" and the like.
  private static func namesOfCities(_ id: String) -> [String] {
    guard id.hasPrefix("(UTC") || id.hasPrefix("(GMT"), let bracket = id.firstIndex(of: ")") else {
      return []
    }
    let shown = id[id.index(after: bracket)...].drop { $0 == " " }
    if let american = american.first(where: { shown.hasPrefix($0.shown) }) {
      return [american.name]
    }
    return shown.split(separator: ",").prefix(8).flatMap { city in
      let name = city.split(separator: " ").joined(separator: "_")
      return regions.map { "\($0)/\(name)" }
    }
  }

  /// "GMT+0200", "UTC-5", "+05:30".
  private static func fixedOffset(_ id: String) -> Int? {
    var text = id.uppercased()[...]
    if text.hasPrefix("UTC") || text.hasPrefix("GMT") { text = text.dropFirst(3) }
    if text.isEmpty || id == "Z" { return 0 }
    guard let sign = text.first, sign == "+" || sign == "-" else { return nil }
    let digits = text.dropFirst().filter { $0 != ":" }
    guard 1...4 ~= digits.utf8.count, digits.utf8.allSatisfy(Byte.isDigit), let number = Int(digits)
    else { return nil }
    let (hours, minutes) = digits.utf8.count > 2 ? (number / 100, number % 100) : (number, 0)
    guard hours < 15, minutes < 60 else { return nil }
    return (hours * 3600 + minutes * 60) * (sign == "-" ? -1 : 1)
  }

  private static let regions = ["Europe", "America", "Asia", "Australia", "Africa", "Pacific"]

  private static let american = [
    (shown: "Eastern Time", name: "America/New_York"),
    (shown: "Central Time", name: "America/Chicago"),
    (shown: "Mountain Time", name: "America/Denver"),
    (shown: "Pacific Time", name: "America/Los_Angeles"),
    (shown: "Atlantic Time", name: "America/Halifax"),
    (shown: "Coordinated Universal", name: "UTC"),
  ]

  /// By the name in lower case.
  private static let windows: [String: String] = {
    var names = ["utc": "UTC", "coordinated universal time": "UTC"]
    for line in windowsZones.split(separator: "\n") {
      guard let blank = line.firstIndex(of: " ") else { continue }
      let windows = line[line.index(after: blank)...].lowercased()
      for end in ["", " standard time", " daylight time"] {
        names[windows + end] = String(line[..<blank])
      }
    }
    return names
  }()

  /// A zone of the tz database, and that of Windows that means the same, without "Standard Time", as
  /// Unicode's CLDR has them.
  private static let windowsZones = """
    Etc/GMT+12 Dateline
    America/Adak Aleutian
    Pacific/Honolulu Hawaiian
    Pacific/Marquesas Marquesas
    America/Anchorage Alaskan
    America/Tijuana Pacific Standard Time (Mexico)
    America/Los_Angeles Pacific
    America/Phoenix US Mountain
    America/Mazatlan Mountain Standard Time (Mexico)
    America/Denver Mountain
    America/Whitehorse Yukon
    America/Guatemala Central America
    America/Chicago Central
    Pacific/Easter Easter Island
    America/Mexico_City Central Standard Time (Mexico)
    America/Regina Canada Central
    America/Bogota SA Pacific
    America/Cancun Eastern Standard Time (Mexico)
    America/New_York Eastern
    America/Port-au-Prince Haiti
    America/Havana Cuba
    America/Indianapolis US Eastern
    America/Grand_Turk Turks And Caicos
    America/Asuncion Paraguay
    America/Halifax Atlantic
    America/Caracas Venezuela
    America/Cuiaba Central Brazilian
    America/La_Paz SA Western
    America/Santiago Pacific SA
    America/St_Johns Newfoundland
    America/Araguaina Tocantins
    America/Sao_Paulo E. South America
    America/Cayenne SA Eastern
    America/Buenos_Aires Argentina
    America/Montevideo Montevideo
    America/Punta_Arenas Magallanes
    America/Miquelon Saint Pierre
    America/Bahia Bahia
    America/Godthab Greenland
    Atlantic/Azores Azores
    Atlantic/Cape_Verde Cape Verde
    Europe/London GMT
    Atlantic/Reykjavik Greenwich
    Africa/Casablanca Morocco
    Africa/Sao_Tome Sao Tome
    Europe/Berlin W. Europe
    Europe/Budapest Central Europe
    Europe/Paris Romance
    Europe/Warsaw Central European
    Africa/Lagos W. Central Africa
    Africa/Windhoek Namibia
    Asia/Amman Jordan
    Europe/Bucharest GTB
    Asia/Beirut Middle East
    Africa/Cairo Egypt
    Europe/Chisinau E. Europe
    Asia/Damascus Syria
    Asia/Hebron West Bank
    Africa/Johannesburg South Africa
    Europe/Kiev FLE
    Asia/Jerusalem Israel
    Europe/Kaliningrad Kaliningrad
    Africa/Khartoum Sudan
    Africa/Juba South Sudan
    Africa/Tripoli Libya
    Asia/Baghdad Arabic
    Europe/Istanbul Turkey
    Asia/Riyadh Arab
    Europe/Minsk Belarus
    Europe/Moscow Russian
    Africa/Nairobi E. Africa
    Europe/Volgograd Volgograd
    Asia/Tehran Iran
    Asia/Dubai Arabian
    Europe/Astrakhan Astrakhan
    Asia/Baku Azerbaijan
    Europe/Samara Russia Time Zone 3
    Indian/Mauritius Mauritius
    Europe/Saratov Saratov
    Asia/Tbilisi Georgian
    Asia/Yerevan Caucasus
    Asia/Kabul Afghanistan
    Asia/Tashkent West Asia
    Asia/Qyzylorda Qyzylorda
    Asia/Yekaterinburg Ekaterinburg
    Asia/Karachi Pakistan
    Asia/Calcutta India
    Asia/Colombo Sri Lanka
    Asia/Katmandu Nepal
    Asia/Almaty Central Asia
    Asia/Dhaka Bangladesh
    Asia/Omsk Omsk
    Asia/Rangoon Myanmar
    Asia/Bangkok SE Asia
    Asia/Barnaul Altai
    Asia/Hovd W. Mongolia
    Asia/Krasnoyarsk North Asia
    Asia/Novosibirsk N. Central Asia
    Asia/Tomsk Tomsk
    Asia/Shanghai China
    Asia/Irkutsk North Asia East
    Asia/Singapore Singapore
    Australia/Perth W. Australia
    Asia/Taipei Taipei
    Asia/Ulaanbaatar Ulaanbaatar
    Australia/Eucla Aus Central W.
    Asia/Chita Transbaikal
    Asia/Tokyo Tokyo
    Asia/Pyongyang North Korea
    Asia/Seoul Korea
    Asia/Yakutsk Yakutsk
    Australia/Adelaide Cen. Australia
    Australia/Darwin AUS Central
    Australia/Brisbane E. Australia
    Australia/Sydney AUS Eastern
    Pacific/Port_Moresby West Pacific
    Australia/Hobart Tasmania
    Asia/Vladivostok Vladivostok
    Australia/Lord_Howe Lord Howe
    Pacific/Bougainville Bougainville
    Asia/Srednekolymsk Russia Time Zone 10
    Asia/Magadan Magadan
    Pacific/Norfolk Norfolk
    Asia/Sakhalin Sakhalin
    Pacific/Guadalcanal Central Pacific
    Asia/Kamchatka Russia Time Zone 11
    Pacific/Auckland New Zealand
    Pacific/Fiji Fiji
    Pacific/Chatham Chatham Islands
    Pacific/Tongatapu Tonga
    Pacific/Apia Samoa
    Pacific/Kiritimati Line Islands
    """
}
