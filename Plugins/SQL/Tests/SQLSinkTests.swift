import Foundation
import GRDB
import Glibc
import RouterCore
import TestSupport
import Testing

@testable import SQLPlugin

@Suite struct SQLSinkTests {
  @Test func `Events become rows`() async throws {
    let bench = try SQLBench(
      """
      columns:
        id: event.id
        type: event.type
        source: event.source
        agent: event.agent
        at: event.time
        second: { from: event.time, type: integer }
        moment: { from: event.time, type: real }
        status: { from: event.data.new_status, type: text }
        cpu: { from: event.data.system.cpu, type: real }
        first: { from: event.data.list.0, type: integer }
        part: { from: event.data.system, type: json }
        payload: event.data
      """)
    let data = #"{"agent_id":"a1", "new_status":"\u00fc'\"", "system":{"cpu": 1e2 },"list":[7.0,8]}"#
    let time = Timestamp(microseconds: 1_705_314_600_500_000)
    try await bench.withSink {
      #expect(await $0.deliver([.sample(42, "agent_status", data, time: time)]) == .delivered)
    }
    #expect(
      try bench.rows() == [
        "42 'msg_42' 'agent_status' 'test' 'a1' '2024-01-15T10:30:00Z' 1705314600 1705314600.5 'ü'\"' 100.0 7 "
          + "'{\"cpu\": 1e2 }' '\(data)'"
      ])
  }

  @Test(
    arguments: [
      ("text", #""a""#, "'a'"), ("text", #""""#, "''"), ("text", "1", nil), ("text", "true", nil), ("text", "{}", nil),
      ("text", #""a\u0000b""#, nil),
      ("integer", "9223372036854775807", "9223372036854775807"), ("integer", "9223372036854775808", nil),
      ("integer", "-1", "-1"), ("integer", "7.0", "7"), ("integer", "7.5", nil), ("integer", "true", "1"),
      ("integer", "false", "0"), ("integer", #""7""#, nil), ("integer", "[]", nil),
      ("real", "1", "1.0"), ("real", "-0.5e-3", "-0.0005"), ("real", "1e400", nil), ("real", #""1""#, nil),
      ("real", "true", nil), ("json", "9007199254740993", "'9007199254740993'"), ("json", #""a""#, #"'"a"'"#),
      ("json", "[1, 2 ]", "'[1, 2 ]'"), ("json", "false", "'false'"), ("text", "null", "NULL"),
      ("json", "null", "NULL"),
    ] as [(String, String, String?)])
  func `Values have the column's type or are rejected`(type: String, value: String, stored: String?) async throws {
    let bench = try SQLBench("columns: { x: { from: event.data.x, type: \(type) } }")
    try await bench.withSink { sink in
      let answer = await sink.deliver([.sample(1, "agent_status", #"{"agent_id":"a","x":\#(value)}"#)])
      if stored != nil {
        #expect(answer == .delivered)
      } else {
        guard case .rejected(0, let reason) = answer else { return #expect(Bool(false), "\(answer)") }
        #expect(reason.hasPrefix("the column 'x' is \(type), and 'event.data.x' "))
      }
    }
    #expect(try bench.rows("SELECT x FROM events") == (stored.map { [$0] } ?? []))
  }

  @Test func `A missing value is null, the default, or a reason to reject`() async throws {
    let bench = try SQLBench(
      """
      columns:
        a: { from: event.data.a, type: text }
        b: { from: event.data.b, type: integer, default: -1 }
        c: { from: event.data.c, type: real, required: true }
      """)
    try await bench.withSink { sink in
      let good = Delivery.sample(1, "agent_status", #"{"agent_id":"x","c":1}"#)
      for bad in [#"{"agent_id":"x"}"#, #"{"agent_id":"x","c":null}"#] {
        let answer = await sink.deliver([good, .sample(2, "agent_status", bad)])
        #expect(
          answer == .rejected(delivered: 1, reason: "the column 'c' is required, and 'event.data.c' is missing"))
      }
    }
    #expect(try bench.rows() == ["1 NULL -1 1.0"])
  }

  @Test func `A row that is refused does not keep those before it from being stored`() async throws {
    let bench = try SQLBench()
    try await bench.withSink { sink in
      let batch = [Delivery.status(1), .status(2), .status(3, more: #","inference_count":"many""#), .status(4)]
      let reason = "the column 'count' is integer, and 'event.data.inference_count' is a string"
      #expect(await sink.deliver(batch) == .rejected(delivered: 2, reason: reason))
      let numbers = try bench.numbers()
      #expect(numbers == [1, 2])
      #expect(await sink.deliver([batch[3]]) == .delivered)
    }
    #expect(try bench.numbers() == [1, 2, 4])
  }

  @Test(arguments: ["", "\nkey: id\n"])
  func `What is delivered again after a crash is there once`(key: String) async throws {
    let columns = key.isEmpty ? SQLBench.columns : "columns: { number: event.number, id: event.id }"
    let bench = try SQLBench(columns + key)
    // Not closed: as if it had been killed between commit and answer.
    let killed = bench.sink()
    #expect(await killed.deliver(Delivery.samples(1...10)) == .delivered)
    try await bench.withSink { #expect(await $0.deliver(Delivery.samples(5...15)) == .delivered) }
    #expect(try bench.numbers() == Array(1...15))
    try await killed.close()
  }

  @Test func `Another event with a number that is taken is not taken for the same`() async throws {
    let bench = try SQLBench()
    try await bench.withSink { sink in
      #expect(await sink.deliver([.status(1), .status(2)]) == .delivered)
      guard case .rejected(1, let reason) = await sink.deliver([.status(1), .status(2, "other")]) else {
        return #expect(Bool(false), "not rejected")
      }
      #expect(reason.hasPrefix("another row has the same 'number'"))
    }
    #expect(try bench.rows().count == 2)
  }

  @Test func `Names are names, whatever is in them`() async throws {
    let evil = #"x"); DROP TABLE events; --"#
    let bench = try SQLBench(
      "columns: { number: event.number, '\(evil)': event.agent, select: event.type, 'a''b': event.id }")
    try await bench.withSink { #expect(await $0.deliver([.status(1)]) == .delivered) }
    #expect(try bench.rows() == ["1 'a1' 'agent_status' 'msg_1'"])
    #expect(try bench.database { try $0.columns(in: "events").map(\.name) } == ["number", evil, "select", "a'b"])
  }

  @Test func `An agent with a NUL character in its name is not cut`() async throws {
    let bench = try SQLBench()
    try await bench.withSink { sink in
      let odd = Delivery.sample(1, "agent_status", #"{"agent_id":"a\u0000b","new_status":"x"}"#)
      let reason = "the column 'agent' is text, and 'event.agent' has a NUL character in it"
      #expect(await sink.deliver([odd]) == .rejected(reason: reason))
    }
  }

  @Test func `Values are values, whatever is in them`() async throws {
    let bench = try SQLBench()
    let evil = "'); DROP TABLE events; --"
    try await bench.withSink { #expect(await $0.deliver([.status(1, evil)]) == .delivered) }
    #expect(try bench.rows() == ["1 'a1' '\(evil)' NULL"])
  }
}

// MARK: - Tables that exist

extension SQLSinkTests {
  @Test(
    arguments: [
      (
        "CREATE TABLE events (number INTEGER PRIMARY KEY, status)",
        "the column 'agent' is missing; the column 'count' is missing"
      ),
      (
        "CREATE TABLE events (number INTEGER, agent, status, count)",
        "the column 'number' needs to be the primary key or to have a unique index"
      ),
      (
        "CREATE TABLE events (number INTEGER, agent, status, count, PRIMARY KEY (number, agent))",
        "the column 'number' needs to be the primary key or to have a unique index"
      ),
      (
        "CREATE TABLE events (number INTEGER PRIMARY KEY, agent, status, count, team TEXT NOT NULL)",
        "the column 'team' must not be null, and nothing is written to it"
      ),
      ("CREATE VIEW events AS SELECT 1 AS number", "there is no such table"),
    ])
  func `A table that cannot take the rows is refused with all reasons and left as it is`(sql: String, reason: String)
    async throws
  {
    let bench = try SQLBench()
    try bench.execute(sql)
    let before = try bench.rows("SELECT sql FROM sqlite_master")
    let failure = TableFailure(table: "events", problems: reason.components(separatedBy: "; "))
    await #expect(throws: failure) { try await bench.sink().open() }
    #expect(failure.description == "the table 'events' cannot be used: \(reason)")
    #expect(try bench.rows("SELECT sql FROM sqlite_master") == before)
  }

  @Test(
    arguments: [
      "CREATE TABLE events (Number INTEGER PRIMARY KEY, AGENT, status, count, at DEFAULT 7)",
      "CREATE TABLE events (number INTEGER UNIQUE, agent, status, count, own INTEGER PRIMARY KEY)",
      "CREATE TABLE events (number PRIMARY KEY, agent, status, count, at NOT NULL DEFAULT 1) WITHOUT ROWID",
      "CREATE TABLE events (number INTEGER PRIMARY KEY, agent TEXT, status TEXT, count INTEGER) STRICT",
    ])
  func `A table that can take the rows is used as it is`(sql: String) async throws {
    let bench = try SQLBench()
    try bench.execute(sql)
    try await bench.withSink { #expect(await $0.deliver([.status(1), .status(1), .status(2)]) == .delivered) }
    #expect(try bench.rows("SELECT agent FROM events ORDER BY number") == ["'a1'", "'a2'"])
    #expect(try bench.rows("SELECT sql FROM sqlite_master WHERE type = 'table'").contains("'\(sql)'"))
  }

  @Test func `What the table's own rules refuse is rejected`() async throws {
    let bench = try SQLBench()
    try bench.execute(
      "CREATE TABLE events (number INTEGER PRIMARY KEY, agent UNIQUE, status CHECK (status <> 'bad'), count)")
    try await bench.withSink { sink in
      let answer = await sink.deliver([.status(1), .status(2, "bad"), .status(3)])
      guard case .rejected(1, let reason) = answer else { return #expect(Bool(false), "\(answer)") }
      #expect(reason.hasPrefix("the database refuses the row: CHECK constraint failed"))
      let twin = Delivery.sample(9, "agent_status", #"{"agent_id":"a1","new_status":"x"}"#)
      guard case .rejected(1, let other) = await sink.deliver([.status(3), twin]) else {
        return #expect(Bool(false), "not rejected")
      }
      #expect(other == "the database refuses the row: UNIQUE constraint failed: events.agent")
    }
    #expect(try bench.numbers() == [1, 3])
  }

  @Test func `Without create, a missing file or table is an error and stays missing`() async throws {
    let bench = try SQLBench("create: false\n\(SQLBench.columns)")
    await #expect(throws: SQLOpenFailure(path: bench.config.path, reason: "there is no such file")) {
      try await bench.sink().open()
    }
    #expect(bench.folder.names().isEmpty)
    try bench.execute("CREATE TABLE other (a)")
    await #expect(throws: TableFailure(table: "events", problems: ["there is no such table"])) {
      try await bench.sink().open()
    }
    try bench.execute("CREATE TABLE events (number INTEGER PRIMARY KEY, agent, status, count)")
    try await bench.withSink { #expect(await $0.deliver([.status(1)]) == .delivered) }
  }
}
