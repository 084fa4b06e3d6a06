import Synchronization

/// Hands requests to whoever answers them, and does not wait for ever.
package final class RequestDesk: Sendable {
  private let table = Mutex(RequestTable([]))
  private let timeout: Duration
  private let time: any TimeSource

  /// - Parameter timeout: how long an answer may take.
  package init(timeout: Duration, time: any TimeSource) {
    self.timeout = timeout
    self.time = time
  }

  /// Puts others in place of those that are asked. The first of two who answer the same is asked.
  package func use(_ handlers: [any RequestHandler]) { table.withLock { $0 = RequestTable(handlers) } }

  /// What a request needs: by its route, or else by its action's name.
  package func access(of request: TargetRequest) -> RequestAccess { table.withLock { $0 }.access(of: request) }

  package func answer(_ request: TargetRequest) async -> Result<JSONDocument, RequestError> {
    let handler: any RequestHandler
    do throws(RequestError) {
      handler = try table.withLock { $0 }.handler(of: request)
    } catch {
      return .failure(error)
    }
    return await time.first(within: timeout) {
      do throws(RequestError) {
        return .success(try await handler.answer(request))
      } catch {
        return .failure(error)
      }
    } else: { [timeout] in
      let reason = "\(RequestTarget.phrase(request.target)) has not answered in \(timeout)"
      return .failure(.failed(reason: reason, retryAfter: .seconds(5)))
    }
  }
}
