import Glibc

/// Writing to a pipe that nobody reads raises SIGPIPE, which ends the process. A sink must not change what signals mean
/// to the process, so the signal is taken away from this thread only, for one call.
enum BrokenPipeSignal {
  static func suppressed<Result>(_ call: () -> Result) -> Result {
    var (pipe, before, pending) = (sigset_t(), sigset_t(), sigset_t())
    sigemptyset(&pipe)
    sigaddset(&pipe, SIGPIPE)
    sigpending(&pending)
    // One that was waiting already is not ours to take.
    let isPending = sigismember(&pending, SIGPIPE) == 1
    pthread_sigmask(SIG_BLOCK, &pipe, &before)
    let result = call()
    if !isPending {
      var now = timespec()
      sigtimedwait(&pipe, nil, &now)
    }
    pthread_sigmask(SIG_SETMASK, &before, nil)
    return result
  }
}
