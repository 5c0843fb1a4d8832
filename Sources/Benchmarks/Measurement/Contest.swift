/// One program's way of doing a job that several programs are measured at.
struct Contender {
  var name: String
  /// Prepares each run; not measured.
  var prepare: () throws -> Void = {}
  /// The measured run.
  var run: () throws -> Usage
  /// After each run: the amount of work done, which must be the same for all.
  var work: () throws -> Int = { 0 }
  /// After each run: the files that hold the result.
  var results: [String] = []
}

/// Runs contenders in turn and changes their order, so that none benefits from its position.
struct Contest {
  var job: String
  var contenders: [Contender]
  var rounds: Int
  /// Prepares each round, for all contenders; not measured.
  var beforeRound: () throws -> Void = {}

  static let columns = ["wall s", "CPU s", "peak MB", "disk MB"]
  static let labels = ["job", "program", "messages"]

  /// One row per contender. The first is Mailcask; ratios refer to it.
  func rows() throws -> [Report.Row] {
    var usages: [[Usage]] = contenders.map { _ in [] }
    var work = contenders.map { _ in 0 }
    var disk = contenders.map { _ in 0.0 }
    for (round, order) in contenders.indices.inTurn(rounds: rounds).enumerated() {
      try beforeRound()
      for index in order {
        let contender = contenders[index]
        try contender.prepare()
        usages[index].append(try contender.run())
        work[index] = try contender.work()
        disk[index] = Files.megabytes(contender.results)
        progress("\(job): \(contender.name), run \(round + 1) of \(rounds)")
      }
    }
    let ours = Figure(usages[0].map(\.wall))
    return contenders.indices.map { index in
      let wall = Figure(usages[index].map(\.wall))
      var row = Report.Row(
        labels: [job, contenders[index].name, "\(work[index])"],
        figures: [
          wall, Figure(usages[index].map(\.processor)),
          Figure(usages[index].map { $0.memory / 1e6 }),
          contenders[index].results.isEmpty ? nil : Figure([disk[index]]),
        ])
      if index > 0, let wall, let ours { row.ratio = wall.median / ours.median }
      return row
    }
  }
}

extension Range<Int> {
  /// The order of contenders in each round, at least one round; every other round is reversed, so
  /// that none benefits from its position.
  func inTurn(rounds: Int) -> [[Int]] {
    (0..<Swift.max(1, rounds)).map { $0.isMultiple(of: 2) ? Array(self) : reversed() }
  }
}
