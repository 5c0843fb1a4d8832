import ArgumentParser
import Archive

@main
struct Mailcask: ParsableCommand {
  func run() { print("hi") }
}
