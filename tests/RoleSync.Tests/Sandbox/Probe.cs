using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using RoleSync.Sandbox;
using RoleSync.Sandbox.Worlds;

namespace RoleSync.Tests.Sandbox;

/// <summary>An answer as it came over the wire.</summary>
internal sealed record Reply(int Status, string Body, HttpResponseHeaders Headers, HttpContentHeaders ContentHeaders)
{
    public JsonNode Json => JsonNode.Parse(Body)!;

    public string? Header(string name) => Headers.TryGetValues(name, out var values) ? string.Join(",", values) : null;
}

/// <summary>A sandbox and a caller who knows its manners, unless told otherwise.</summary>
internal sealed class Probe : IAsyncDisposable
{
    private readonly HttpClient _http = new(new SocketsHttpHandler { AutomaticDecompression = DecompressionMethods.None });

    private Probe(SandboxServer sandbox) => Sandbox = sandbox;

    public SandboxServer Sandbox { get; }

    public SandboxGuild Guild => Sandbox.World.TheGuild;

    public static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static async Task<Probe> StartAsync(SandboxOptions? options = null) => new(await SandboxServer.StartAsync(options ?? new SandboxOptions(), Ct));

    public static Task<Probe> StartAsync(GuildOptions guild) => StartAsync(new SandboxOptions { Guilds = [guild] });

    public Task<Reply> GetAsync(string path) => DiscordAsync("GET", path);

    public Task<Reply> DiscordAsync(string method, string path, string? json = null, Action<HttpRequestMessage>? change = null) =>
        SendAsync(method, Sandbox.DiscordUrl + path, json, request =>
        {
            request.Headers.TryAddWithoutValidation("Authorization", $"Bot {Sandbox.Token}");
            request.Headers.TryAddWithoutValidation("User-Agent", "DiscordBot (https://example.invalid, 1.0)");
            change?.Invoke(request);
        });

    public Task<Reply> EthosAsync(string method, string path, string? json = null, Action<HttpRequestMessage>? change = null) =>
        SendAsync(method, Sandbox.EthosUrl + path, json, request =>
        {
            request.Headers.TryAddWithoutValidation("X-Ethos-Client", "probe@1.0.0");
            change?.Invoke(request);
        });

    public Task<Reply> LookUpAsync(params IEnumerable<ulong> ids) =>
        EthosAsync("POST", "/users/by/discord", $$"""{"discordIds":[{{string.Join(",", ids.Select(id => $"\"{id}\""))}}]}""");

    public Task<Reply> PutRoleAsync(ulong member, ulong role, Action<HttpRequestMessage>? change = null) =>
        DiscordAsync("PUT", $"/guilds/{Guild.Id}/members/{member}/roles/{role}", null, change);

    public Task<Reply> DeleteRoleAsync(ulong member, ulong role) => DiscordAsync("DELETE", $"/guilds/{Guild.Id}/members/{member}/roles/{role}");

    public Task<Reply> PatchRolesAsync(ulong member, params IEnumerable<ulong> roles) =>
        DiscordAsync("PATCH", $"/guilds/{Guild.Id}/members/{member}", $$"""{"roles":[{{string.Join(",", roles.Select(id => $"\"{id}\""))}}]}""");

    public async Task<Reply> SendAsync(string method, string url, string? json, Action<HttpRequestMessage> change)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), url);
        request.Content = json is null ? null : new StringContent(json, Encoding.UTF8, "application/json");
        change(request);
        using var response = await _http.SendAsync(request, Ct);
        return new Reply((int)response.StatusCode, await response.Content.ReadAsStringAsync(Ct), response.Headers, response.Content.Headers);
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await Sandbox.DisposeAsync();
    }
}
