import Archive
import Mail
import POP3
import Testing

@testable import Fetch
@testable import Store

/// What a fetch over POP3 asks for, decided without a server.
@Suite struct ListingPlanTests {
  /// A message of the server's list.
  private typealias Listed = (number: Int, uid: String?, size: UInt64?)

  private static func account(
    _ change: (inout AccountSettings) -> Void = { _ in }
  ) -> AccountSettings {
    var account = AccountSettings(
      name: "home", host: "mail.example.org", port: 995, security: .implicit, user: "ada",
      secret: .environment("SECRET"))
    change(&account)
    return account
  }

  private static func known(
    _ message: Int64, listed: Int64? = 1_000, size: Int64? = nil, doubt: Doubt? = nil,
    isConfirmed: Bool = false, wasDeleted: Bool = false
  ) -> KnownUID {
    KnownUID(
      message: message, listed: listed, size: size, doubt: doubt, isConfirmed: isConfirmed,
      wasDeleted: wasDeleted)
  }

  /// The numbers that are asked for while the list arrives, and then.
  private static func numbers(
    _ plan: inout ListingPlan, _ list: [Listed]
  ) -> (early: [Int], late: [Int]) {
    let early = list.filter {
      plan.add(ListedMessage(number: $0.number, uid: $0.uid.map { Array($0.utf8) }, size: $0.size))
    }
    _ = plan.looks()
    return (early.map(\.number), plan.rest().map(\.number))
  }

  @Test func newMessagesAreAskedForWhileTheListArrives() {
    var plan = ListingPlan(account: Self.account(), known: ["b": Self.known(7)], aged: [])
    let (early, late) = Self.numbers(
      &plan, [(1, "a", 1_000), (2, "b", 1_000), (4, "c", 1_000)])
    #expect(early == [1, 4] && late == [])
    #expect(plan.listedCount == 3 && plan.knownCount == 1 && plan.chosen == (2, 2_000))
    #expect(plan.before(2) == 7 && plan.identity(of: 4) == "c" && plan.identity(of: 3) == nil)
  }

  @Test(
    "What is known comes again only for a reason",
    arguments: [
      (Self.known(7), 1_000, false), (Self.known(7), 1_001, true),
      (Self.known(7, listed: nil, size: 1_000), 900, false),
      (Self.known(7, listed: nil, size: 1_000), 700, true),
      (Self.known(7, doubt: .short), 1_000, true),
      (Self.known(7, doubt: .short, isConfirmed: true), 1_000, false),
      (Self.known(7, wasDeleted: true), 1_000, true),
    ])
  func again(before: KnownUID, size: UInt64, isFetched: Bool) {
    var plan = ListingPlan(
      account: Self.account(), known: ["a": before, "b": Self.known(8), "c": Self.known(9)],
      aged: [])
    let (early, late) = Self.numbers(
      &plan, [(1, "a", size), (2, "b", 1_000), (3, "c", 1_000)])
    #expect(early == [] && late == (isFetched ? [1] : []))
  }

  /// Both messages of one UID are fetched, and neither is taken for the other later.
  @Test func aSharedUIDIdentifiesNothing() {
    var plan = ListingPlan(account: Self.account(), known: ["a": Self.known(7)], aged: [])
    let (early, late) = Self.numbers(&plan, [(1, "a", 1_000), (2, "a", 1_000)])
    #expect(Set(early + late) == [1, 2])
    #expect(plan.identity(of: 1) == nil && plan.identity(of: 2) == nil)
  }

  @Test(arguments: [[1, 2, 3, 5], [5, 3, 1, 2], [1, 5, 2, 3], [.max, 1, 3, 2]])
  func keepNewestCountsByNumberAndNotByPlace(_ order: [Int]) {
    let account = Self.account { $0.onServer = .keepNewest(count: 2) }
    var plan = ListingPlan(account: account, known: [:], aged: [])
    _ = Self.numbers(&plan, order.map { ($0, "uid\($0)", 1_000) })
    let kept = order.filter { !plan.mayDelete($0, hereAs: 1) }
    #expect(Set(kept) == Set(order.sorted().suffix(2)))
  }

  @Test func onlyTheMessageThatWasSeenLongAgoIsDeletedByAge() {
    let account = Self.account { $0.onServer = .deleteAfter(days: 30) }
    var plan = ListingPlan(
      account: account, known: ["a": Self.known(7), "b": Self.known(8)], aged: ["a"])
    let (_, late) = Self.numbers(&plan, [(1, "a", 1_000), (2, "b", 1_000)])
    #expect(late == [1], "what is to be deleted is fetched in the same session")
    #expect(plan.mayDelete(1, hereAs: 7) && !plan.mayDelete(2, hereAs: 8))
    #expect(!plan.mayDelete(1, hereAs: 9), "the server used the UID again")
  }

  @Test func limitsPostponeAndOrderDecidesWhat() {
    let account = Self.account {
      $0.sessionLimit = 2
      $0.order = .newest
    }
    var plan = ListingPlan(account: account, known: [:], aged: [])
    let (early, late) = Self.numbers(&plan, (1...5).map { ($0, "uid\($0)", 1_000) })
    #expect(early == [] && late == [5, 4] && plan.postponed == 3)
  }

  @Test func whatIsTooLargeIsCountedAndLeft() {
    let account = Self.account { $0.maximumBytes = 5_000 }
    var plan = ListingPlan(account: account, known: [:], aged: [])
    let (early, late) = Self.numbers(&plan, [(1, "a", 5_001), (2, "b", 5_000), (3, "c", nil)])
    #expect(early == [2, 3] && late == [] && plan.tooLargeCount == 1)
  }

  @Test func whatBrokeASessionComesLastOrNotAtAll() {
    let scope = ListingPlan.Scope(left: ["a"], last: ["b"])
    var plan = ListingPlan(account: Self.account(), scope: scope, known: [:], aged: [])
    let (early, late) = Self.numbers(
      &plan, [(1, "a", 1_000), (2, "b", 1_000), (3, "c", 1_000)])
    #expect(early == [3] && late == [2] && plan.leftOver == ["a"])
  }

  /// A server that begins to count otherwise: samples of the headers decide for all.
  @Test(arguments: [true, false])
  func otherSizesForMostAreSettledBySamples(_ isSame: Bool) {
    let known = Dictionary(
      uniqueKeysWithValues: (1...100).map { ("uid\($0)", Self.known(Int64($0))) })
    var plan = ListingPlan(account: Self.account(), known: known, aged: []) { _, _ in isSame }
    for number in 1...100 {
      _ = plan.add(ListedMessage(number: number, uid: Array("uid\(number)".utf8), size: 1_030))
    }
    let looks = plan.looks()
    #expect((1...20).contains(looks.count))
    for look in looks { plan.looked(look.number, Array("Subject: a\r\n\r\n".utf8)) }
    #expect(plan.rest().count == (isSame ? 0 : 100))
    #expect(plan.newSizes.count == (isSame ? 100 : 0))
  }
}
