namespace RoleSync.Api;

/// <summary>Where the service listens, and whom it lets in.</summary>
internal sealed class ApiOptions
{
    /// <summary>The bearer token that every route but /health and the signed interactions needs; never logged. Null: only direct loopback callers are let in.</summary>
    public string? AuthToken { get; set; }

    /// <summary>The address to listen on: <c>http://0.0.0.0:PORT</c> where PORT is set, else <c>http://localhost:8000</c>.</summary>
    public string ListenUrl { get; set; } = "http://localhost:8000";
}
