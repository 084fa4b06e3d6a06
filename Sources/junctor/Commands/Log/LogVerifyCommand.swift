import ArgumentParser
import ConfigSchema
import EventLogSQLite
import RouterCore

struct LogVerifyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify", abstract: "Check the file's structure, every row's checksum, and that rows fit each other.",
    discussion: "Exit code 0: all is whole. 1: something is damaged, and what is said.")

  enum Format: String, ExpressibleByArgument, CaseIterable { case text, json }

  @OptionGroup var argument: LogArgument
  @Option(help: "How to print: for people or for programs.") var format = Format.text

  func run() throws {
    let location = try LogLocation(argument.log, try Registry(plugins))
    let check = try check(location)
    switch format {
    case .text: print(text(check, location.path), terminator: "")
    case .json: print(json(check, location.path), terminator: "")
    }
    if !check.isSound { throw ExitCode(1) }
  }

  private func check(_ location: LogLocation) throws -> LogCheck {
    do {
      return try location.open().check()
    } catch LogCommandError.damaged(let path) {
      return try LogCheck.ofDamaged(path)
    }
  }

  private func text(_ check: LogCheck, _ path: String) -> String {
    let rows = check.whole.filter { $0.rows > 0 }.map { "\($0.rows) \($0.table)" }.joined(separator: ", ")
    let whole = rows.isEmpty ? "no rows" : rows
    guard !check.isSound else { return "\(path): ok (\(whole))\n" }
    let findings = check.findings.map { finding in
      "\(path): \(finding.kind.rawValue): \(finding.table.map { "\($0): " } ?? "")\(finding.text)\n"
    }
    let total = check.counts.values.reduce(0, +)
    let rest = total > check.findings.count ? "and \(total - check.findings.count) more\n" : ""
    return findings.joined() + rest
      + "\(path): \(FigureWords.count(total, "finding")); whole: \(whole). The router leaves out damaged rows, and saves "
      + "what is whole when it starts on a file whose structure is damaged\n"
  }

  private func json(_ check: LogCheck, _ path: String) -> String {
    JSONText.object([
      ("file", .string(path)),
      ("ok", .boolean(check.isSound)),
      ("whole", .object(check.whole.map { ($0.table, .integer($0.rows)) })),
      ("counts", .object(LogFinding.Kind.allCases.map { ($0.rawValue, .integer(check.counts[$0] ?? 0)) })),
      (
        "findings",
        .array(
          check.findings.map {
            .object([
              ("kind", .string($0.kind.rawValue)), ("table", $0.table.map { .string($0) } ?? .null),
              ("text", .string($0.text)),
            ])
          })
      ),
    ]).rendered
  }
}
