import Glibc
import RouterCore
import TestSupport
import Testing

/// What a writer, and whoever rotates, do to a file. Decided by a seed.
struct TailStory {
  private enum Names: CaseIterable {
    case numbers
    case dates
    case sink
  }

  let file: TailedFile
  /// Lines, numbered from 0, that are whole or have begun.
  private(set) var written = 0
  private var random: SplitMix64
  private let names: Names
  /// Of the line that has begun.
  private var rest = ""
  private var rotated: [String] = []

  init(seed: UInt64) throws {
    file = try TailedFile()
    random = SplitMix64(seed: seed)
    names = Names.allCases[Int(seed % 3)]
    try write()
  }

  /// What may happen at any time.
  mutating func goOnUnseen() throws {
    switch Int.random(in: 0...3, using: &random) {
    case 0: try write()
    case 1: try begin()
    case 2: try rotate()
    default: break
    }
    try file.append(900_000...900_000, to: "events.log.errors")
  }

  /// False if it is the turn of something that must be seen.
  mutating func goOn() throws -> Bool {
    if Int.random(in: 0...4, using: &random) == 0 {
      // An empty file is known by nothing.
      try write()
      return false
    }
    try goOnUnseen()
    return true
  }

  /// Cuts the file off or deletes it, when all of it so far is read.
  mutating func goOnSeen() throws {
    try finishLine()
    switch Int.random(in: 0...1, using: &random) {
    case 0:
      // Some is read of the copy only.
      try write()
      try file.copyAndCut(to: newName())
    default: #expect(unlink(file.path) == 0)
    }
    try write()
  }

  mutating func finishLine() throws {
    if !rest.isEmpty { try file.append(rest) }
    rest = ""
  }

  private mutating func write() throws {
    try finishLine()
    let count = Int.random(in: 1...4, using: &random)
    try file.append(written...written + count - 1)
    written += count
  }

  private mutating func begin() throws {
    try finishLine()
    let line = TailedFile.line(written)
    let cut = Int.random(in: 1..<line.utf8.count, using: &random)
    try file.append(String(line.prefix(cut)))
    rest = String(line.dropFirst(cut))
    written += 1
  }

  private mutating func rotate() throws {
    try finishLine()
    file.rename(to: newName())
    try file.append("")
  }

  private mutating func newName() -> String {
    let number = rotated.count + 1
    let name: String
    switch names {
    case .numbers:
      for old in stride(from: rotated.count, to: 0, by: -1) {
        file.rename("events.log.\(old)", to: "events.log.\(old + 1)")
      }
      name = "events.log.1"
    case .dates: name = "events.log-\(1_735_430_400 + number)"
    case .sink: name = "events-20240115T1030\(10 + number).000000Z.log"
    }
    rotated.append(name)
    return name
  }
}
