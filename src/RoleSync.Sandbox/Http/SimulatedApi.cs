namespace RoleSync.Sandbox.Http;

/// <summary>One of the two simulated services, as the pipeline sees it.</summary>
internal abstract class SimulatedApi
{
    protected abstract IReadOnlyList<ApiRoute> Routes { get; }

    /// <summary>Finds the route of a request.</summary>
    public Call Match(HttpContext http, string path)
    {
        var segments = ApiRoute.Split(path);
        for (var index = 0; index < segments.Length; index++)
        {
            segments[index] = Uri.UnescapeDataString(segments[index]);
        }
        foreach (var route in Routes)
        {
            if (route.Method == http.Request.Method && route.Fits(segments))
            {
                return new Call(http, path, segments, route);
            }
        }
        return new Call(http, path, segments, null);
    }

    /// <summary>Whether any method of the service has this path.</summary>
    protected bool Knows(string path) => ApiRoute.Split(path) is var segments && Routes.Any(route => route.Fits(segments));

    /// <summary>Marks the request as in flight; runs as soon as it has come in.</summary>
    public abstract void Enter(Call call);

    /// <summary>Runs just before the answer goes out.</summary>
    public abstract void Leave(Call call);

    /// <summary>Checks the caller and the limits, then lets the route answer.</summary>
    public abstract Answer Answer(Call call);
}
