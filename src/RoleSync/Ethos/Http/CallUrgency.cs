using RoleSync.Core.Waiting;

namespace RoleSync.Ethos.Http;

/// <summary>The priority of a call to Ethos, which rises when somebody with a higher one comes to wait for the same answer.</summary>
internal sealed class CallUrgency(RequestPriority priority)
{
    private volatile RequestPriority _priority = priority;

    /// <summary>The highest priority of all who wait for the call.</summary>
    public RequestPriority Priority => _priority;

    /// <summary>Somebody else waits for the call, too.</summary>
    public void Raise(RequestPriority priority) => _priority = priority > _priority ? priority : _priority;
}
