using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Routing;
using RoleSync.Sandbox;

namespace RoleSync.EndToEnd.Tests.Access;

/// <summary>GET /openapi/v1.json, which was written when the executable was built.</summary>
public sealed class DescriptionTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_document_that_the_build_wrote_describes_every_route_that_is_served_and_no_other()
    {
        await using var sandbox = await SandboxServer.StartAsync(new SandboxOptions(), Ct);
        await using var service = await LocalService.StartAsync(sandbox, Ct);
        using var http = new HttpClient { BaseAddress = service.Url };

        var document = await http.GetFromJsonAsync<JsonElement>("/openapi/v1.json", Ct);

        var described = from path in document.GetProperty("paths").EnumerateObject()
                        from method in path.Value.EnumerateObject()
                        select $"{method.Name.ToUpperInvariant()} {path.Name}";
        var served = from endpoint in ((IEndpointRouteBuilder)service.App).DataSources.SelectMany(source => source.Endpoints).OfType<RouteEndpoint>()
                     where endpoint.Metadata.GetMetadata<IExcludeFromDescriptionMetadata>() is not { ExcludeFromDescription: true }
                     from method in endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? []
                     let path = endpoint.RoutePattern.RawText!.Replace(":long", "", StringComparison.Ordinal)
                     select $"{method} /{path.Trim('/')}";
        Assert.Equal(served.Order(), described.Order());
        Assert.Equal("3.1.1", document.GetProperty("openapi").GetString());
    }

    [Fact]
    public async Task The_document_tells_what_the_answers_mean_and_which_routes_take_a_guild()
    {
        await using var sandbox = await SandboxServer.StartAsync(new SandboxOptions(), Ct);
        await using var service = await LocalService.StartAsync(sandbox, Ct);
        using var http = new HttpClient { BaseAddress = service.Url };

        var document = await http.GetFromJsonAsync<JsonElement>("/openapi/v1.json", Ct);

        var status = document.GetProperty("paths").GetProperty("/sync-status").GetProperty("get");
        Assert.Equal("guildId", Assert.Single(status.GetProperty("parameters").EnumerateArray()).GetProperty("name").GetString());
        foreach (var path in document.GetProperty("paths").EnumerateObject())
        {
            var named = path.Name.Split('/').Where(part => part.StartsWith('{')).Select(part => part.Trim('{', '}')).Order();
            Assert.All(path.Value.EnumerateObject(), method => Assert.Equal(named, InPath(method.Value)));
        }

        var schemas = document.GetProperty("components").GetProperty("schemas").EnumerateObject().ToArray();
        Assert.NotEmpty(schemas);
        Assert.NotEqual("", schemas.Single(schema => schema.Name == "SyncStatus").Value.GetProperty("properties").GetProperty("etaMs").GetProperty("description").GetString());

        static IEnumerable<string?> InPath(JsonElement operation) => operation.TryGetProperty("parameters", out var parameters)
            ? parameters.EnumerateArray().Where(parameter => parameter.GetProperty("in").GetString() == "path").Select(parameter => parameter.GetProperty("name").GetString()).Order()
            : [];
    }
}
