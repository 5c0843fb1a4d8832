import Testing

@testable import Presentation

@Suite struct NumberTests {
  @Test(
    arguments: [
      (0, 4), (4, 4), (5, 8), (100, 120), (226_000_000, 240_000_000), (801, 1_200),
    ] as [(Int64, Int64)]) func axesEndAtRoundNumbers(_ most: Int64, _ end: Int64)
  {
    #expect(SVGChart.ceiling(most) == end)
  }

  @Test(
    arguments: [
      (59, "now"), (60, "1 min"), (7_200, "2 h"), (86_400, "1 day"), (13 * 86_400, "13 days"),
      (14 * 86_400, "2 weeks"), (70 * 86_400, "2 months"), (700 * 86_400, "22 months"),
      (800 * 86_400, "2 years"), (-5, "ahead"),
    ] as [(Int64, String)]) func agesAreShort(_ seconds: Int64, _ text: String)
  {
    #expect(DateStyle.age(seconds) == text)
  }
}
