import Mail
import Testing

@Suite struct CivilDateTests {
  @Test(
    arguments: [
      (0, "1970-01-01", 3), (-1, "1969-12-31", 2), (951_782_400, "2000-02-29", 1),
      (4_107_542_400, "2100-03-01", 0), (-62_167_219_200, "0000-01-01", 5),
      (253_402_300_799, "9999-12-31", 4), (-2_203_891_200, "1900-03-01", 3),
    ] as [(Int64, String, Int)])
  func secondsAreADayAndBack(_ seconds: Int64, _ text: String, _ weekday: Int) {
    let date = CivilDate(epoch: seconds)
    #expect(date.text == text)
    #expect(date.weekday == weekday)
    #expect(date.epoch == seconds)
    #expect(date.dayNumber == CivilDate.dayNumber(of: seconds))
  }

  @Test func monthsAndDaysOutsideTheirYearCountOn() {
    #expect(CivilDate(2023, 14, 1).dayNumber == CivilDate(2024, 2, 1).dayNumber)
    #expect(CivilDate(2024, 3, 0).dayNumber == CivilDate(2024, 2, 29).dayNumber)
    #expect(CivilDate(2024, -1, 1).dayNumber == CivilDate(2023, 11, 1).dayNumber)
  }

  @Test func everyDayOfFourCenturiesFollowsTheOneBefore() {
    var last = CivilDate(epoch: Int64(CivilDate(1800).dayNumber - 1) * 86_400)
    for number in CivilDate(1800).dayNumber..<CivilDate(2201).dayNumber {
      let date = CivilDate(epoch: Int64(number) * 86_400 + 86_399)
      #expect(date.dayNumber == number)
      #expect((date.hour, date.minute, date.second) == (23, 59, 59))
      let isNext =
        date.day == last.day + 1 && date.month == last.month
        || date.day == 1 && (date.month - 1 == last.month % 12)
      #expect(isNext && date.weekday == (last.weekday + 1) % 7, "\(date.text)")
      last = date
    }
  }

  @Test func hugeNumbersAreHarmless() {
    #expect(CivilDate(epoch: .max).year > 9_999)
    #expect(CivilDate(epoch: .min).year < 0)
  }
}
