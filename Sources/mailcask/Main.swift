import Archive
import ArgumentParser

@main
struct Mailcask: ParsableCommand {
  func run() { print("hi") }
}
