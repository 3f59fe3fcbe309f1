"""WeChat Pay, API v3: prepay by JSAPI, Native and H5, query, close, notifications, platform certificates."""
