namespace RoleSync.Api.Requests;

/// <summary>Where the service listens, and whom it lets in.</summary>
internal sealed class ApiOptions
{
    /// <summary>Where the service listens unless told otherwise: both loopback addresses of this machine.</summary>
    public const string UsualUrl = "http://localhost:8000";

    /// <summary>The bearer token that every route but those of health and the signed interactions needs; never logged. Null: see <see cref="ClosedBecause"/>.</summary>
    public string? AuthToken { get; set; }

    /// <summary>The address to listen on: <c>http://*:PORT</c>, which is every address of both families, where PORT is set; BIND picks one.</summary>
    public string ListenUrl { get; set; } = UsualUrl;

    /// <summary>
    /// A sentence that says why nobody is let in but for health and signed interactions: there is no token, and a setting says that others
    /// reach this service. Null where there is a token, or where the service is for this machine alone.
    /// </summary>
    public string? ClosedBecause { get; set; }
}
