return await Proposals.Gateway.Gateway.RunAsync(args);
