import ResourceStore
import RouterCore

/// The three dashboards of legacy clients.
struct DashboardAnswers: Sendable {
  private static let standardLimit = 10
  private static let maxLimit = 100

  let dashboard: Dashboard
  let store: Store
  let time: any TimeSource

  /// `{"activeClients": {"count": 43, "trend": 3}, …, "timeframe": "current"}`: the figures of all sources that have some.
  func metrics(_ fields: RequestFields) async throws -> JSONDocument {
    let timeframe = try fields.timeframe()
    let figures = try await dashboard.figures(since: time.now() - timeframe.length)
    return try JSONDocument { writer in
      writer.beginObject()
      for figure in figures.summed {
        writer.key(figure.name)
        figure.write(&writer)
      }
      writer.member("timeframe", timeframe.rawValue)
      writer.endObject()
    }
  }

  /// `{"timeframe": "week", "trends": [{"name": "activeClients", "points": [{"timestamp": "…", "count": 40}, …]}, …]}`
  func trends(_ fields: RequestFields) async throws -> JSONDocument {
    let timeframe = try fields.timeframe()
    let series = try await dashboard.series(at: timeframe.stepEnds(until: time.now()))
    return try JSONDocument { writer in
      writer.beginObject()
      writer.member("timeframe", timeframe.rawValue)
      writer.key("trends")
      writer.beginArray()
      for series in series.summed { series.write(&writer) }
      writer.endArray()
      writer.endObject()
    }
  }

  /// `{"insights": […], "total": 7}`: the most urgent first, of equals the newest; open ones, unless the client wants all.
  func insights(_ fields: RequestFields) async throws -> JSONDocument {
    let limit = try fields.number("limit", 1...Self.maxLimit, else: Self.standardLimit)
    var filter = InsightFilter()
    filter.require("type", is: try fields.text("type"))
    filter.require("client_id", is: try fields.text("client_id"))
    filter.require(atLeast: try fields.priority("priority"))
    filter.require(acknowledged: try fields.flag("include_acknowledged") ? nil : false)
    // Insights stay open however old they are: only who asks for a timeframe gets less.
    if try fields.text("timeframe") != nil {
      filter.require(createdFrom: time.now() - (try fields.timeframe().length))
    }
    let (insights, total) = try await store.read { [filter] db in
      let table = InsightTable(db)
      return (try table.newest(filter, limit: limit), try table.count(filter))
    }
    return try JSONDocument { writer in
      writer.beginObject()
      writer.key("insights")
      writer.beginArray()
      for insight in insights { insight.write(&writer) }
      writer.endArray()
      writer.member("total", total)
      writer.endObject()
    }
  }
}

extension [DashboardFigure] {
  /// Two sources may have parts of the same figure.
  var summed: [DashboardFigure] {
    var sums: [DashboardFigure] = []
    for figure in self {
      if let index = sums.firstIndex(where: { $0.name == figure.name }) {
        sums[index] = DashboardFigure(
          figure.name, count: sums[index].count + figure.count, trend: sums[index].trend + figure.trend)
      } else {
        sums.append(figure)
      }
    }
    return sums
  }
}

extension [DashboardSeries] {
  /// Two sources may have parts of the same figure; all are asked for the same moments.
  fileprivate var summed: [DashboardSeries] {
    var sums: [DashboardSeries] = []
    for series in self {
      if let index = sums.firstIndex(where: { $0.name == series.name }) {
        let points = zip(sums[index].points, series.points).map { first, second in
          DashboardSeries.Point(time: first.time, count: first.count + second.count)
        }
        sums[index] = DashboardSeries(series.name, points: points)
      } else {
        sums.append(series)
      }
    }
    return sums
  }
}

extension DashboardFigure {
  func write(_ writer: inout JSONWriter) {
    writer.beginObject()
    writer.member("count", count)
    writer.member("trend", trend)
    writer.endObject()
  }
}

extension DashboardSeries {
  fileprivate func write(_ writer: inout JSONWriter) {
    writer.beginObject()
    writer.member("name", name)
    writer.key("points")
    writer.beginArray()
    for point in points {
      writer.beginObject()
      writer.member("timestamp", point.time)
      writer.member("count", point.count)
      writer.endObject()
    }
    writer.endArray()
    writer.endObject()
  }
}
